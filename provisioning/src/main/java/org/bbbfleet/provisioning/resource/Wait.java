package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Question;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.signal.Probe;

/**
 * Something that must be well before what comes after it is done. It waits when it is not well as
 * the plan is made, and after any change before it in the plan, which may have disturbed it.
 *
 * @param probe how we know that it is well
 * @param longest after which the run fails
 */
public record Wait(Probe probe, Duration longest) implements Resource {
  private static final Duration MOST = Duration.ofMinutes(20);

  public Wait {
    requireNonNull(probe, "probe is null");
    if (longest.compareTo(Duration.ofSeconds(1)) < 0 || longest.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("waits last from 1 s to 20 min, not " + longest);
    }
  }

  /** The same with another limit. */
  public Wait atMost(Duration limit) {
    return new Wait(probe, limit);
  }

  @Override
  public String kind() {
    return "wait";
  }

  @Override
  public String name() {
    return probe.toString();
  }

  @Override
  public void ask(Questions questions) {
    questions.ask(new IsWell(probe));
  }

  @Override
  public List<Change> changes(Facts facts) {
    String trouble = facts.answer(new IsWell(probe));
    return trouble.isEmpty() ? List.of() : List.of(change(trouble));
  }

  @Override
  public List<Change> changesAfterOthers() {
    return List.of(change("after the changes before it"));
  }

  private Change change(String why) {
    String script =
        """
        probe() (
        %s
        )
        end=$(($(date +%%s) + %d))
        until r=$(probe 2>&1); do
          [ "$(date +%%s)" -lt "$end" ] || { echo "not well after %d s: $r"; exit 1; }
          sleep 1
        done
        """
            .formatted(probe.script(), longest.toSeconds(), longest.toSeconds());
    return Change.of(Change.Sign.RUN, this, why + "; at most " + longest.toSeconds() + " s", script)
        .on(Change.Basis.WAITING);
  }

  /** What is not well; empty when all is. */
  private record IsWell(Probe probe) implements Question<String> {
    @Override
    public String script() {
      return probe.script();
    }

    @Override
    public String read(Answer answer) {
      String said = answer.first().replaceAll("\\p{Cntrl}", "?");
      String why = said.length() > 200 ? said.substring(0, 200) : said;
      return answer.ok() ? "" : why.isBlank() ? "not well" : why;
    }
  }
}
