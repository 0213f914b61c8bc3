package org.bbbfleet.provisioning.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A link to the Java that our programs run on: the host's own if it is new enough, else a runtime
 * that comes with us. A unit can then say {@code JAVA_HOME} without asking which of the two it is.
 *
 * @param link the link
 * @param directory where our runtime is unpacked
 * @param least the oldest major version that will do
 * @param runtimes our runtimes by machine name ({@code uname -m})
 * @param handlers what happens after the switch
 */
public record JavaHome(
    String link,
    String directory,
    int least,
    Map<String, Artifact> runtimes,
    List<Handler> handlers)
    implements Resource {

  public JavaHome {
    Paths.check(link);
    runtimes = Map.copyOf(runtimes);
    handlers = List.copyOf(handlers);
  }

  @Override
  public String kind() {
    return "java";
  }

  @Override
  public String name() {
    return link;
  }

  @Override
  public void ask(Questions questions) {
    questions.java();
    questions.link(link);
    runtimes.values().stream().distinct().forEach(archive -> runtime(archive).ask(questions));
  }

  @Override
  public List<Change> changes(Facts facts) {
    Optional<Facts.Java> own = facts.java().filter(java -> java.major() >= least);
    if (own.isPresent()) {
      String home = own.get().home();
      if (facts.link(link).equals(Optional.of(home))) {
        return List.of();
      }
      String script =
          "d=%s\nl=%s\nmkdir -p -m 0755 -- \"$(dirname -- \"$l\")\"\n%s"
              .formatted(Quote.sh(home), Quote.sh(link), Landing.SWITCH);
      return List.of(
          Change.of(
              facts.link(link).isEmpty() ? Change.Sign.ADD : Change.Sign.MODIFY,
              this,
              "the host's own Java " + own.get().version(),
              script));
    }
    Artifact archive = runtimes.get(facts.machine());
    if (archive == null) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "no Java "
              + least
              + " or newer on the host, and no runtime for "
              + facts.machine()
              + " was built (there is one for "
              + new ArrayList<>(new TreeMap<>(runtimes).keySet())
              + "). Install a JRE there.");
    }
    List<Change> changes = new ArrayList<>();
    for (Change change : runtime(archive).changes(facts)) {
      changes.add(
          new Change(
              change.sign(),
              kind(),
              link,
              "our own runtime",
              change.script(),
              change.uploads(),
              handlers,
              Optional.empty()));
    }
    return changes;
  }

  private Archive runtime(Artifact archive) {
    return Resources.distribution(archive, directory, link).then(handlers.toArray(new Handler[0]));
  }
}
