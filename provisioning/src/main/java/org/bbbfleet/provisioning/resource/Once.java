package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * Something that must be made true once in a fleet, whichever of its hosts comes first: a CA, a
 * database, a first administrator. The host that has claimed it does it; others wait for that, and
 * go on without doing it themselves. It counts as done only when it succeeded; a claim of a run
 * that is gone expires.
 *
 * <p>When a run ends between the step and its mark, the step is done again: what can't bear that
 * must tell by its facts that it is done.
 *
 * @param once its name, unique in the fleet
 * @param step what is to be made true
 */
public record Once(String once, Resource step) implements Resource {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,100}");

  public Once {
    requireNonNull(step, "step is null");
    if (!NAME.matcher(once).matches()) {
      throw new IllegalArgumentException("not a plain name: " + once);
    }
  }

  @Override
  public String kind() {
    return step.kind();
  }

  @Override
  public String name() {
    return step.name();
  }

  @Override
  public void ask(Questions questions) {
    step.ask(questions);
  }

  @Override
  public List<Change> changes(Facts facts) {
    return step.changes(facts).stream().map(change -> change.onceInTheFleet(once)).toList();
  }

  @Override
  public List<Handler> handlers() {
    return step.handlers();
  }
}
