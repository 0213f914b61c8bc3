package org.bbbfleet.provisioning.resource;

import java.util.List;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * Something that must be true on a host. A resource asks for the facts that it needs, compares them
 * with what it wants, and gives the changes that make it true. It never talks to a host itself.
 */
public interface Resource {

  /** Its kind, as plans print it: {@code file}, {@code unit}. */
  String kind();

  /** What it is about: a path, a unit, package names. Unique among a host's resources of a kind. */
  String name();

  /** Adds the facts that {@link #changes} will look at. */
  void ask(Questions questions);

  /**
   * What must be done, in order; empty when everything is as it should be.
   *
   * @throws org.bbbfleet.core.error.FleetException (INPUT) when the host can't be brought there,
   *     saying why
   */
  List<Change> changes(Facts facts);

  /**
   * What must be done although everything is as it should be, because changes come before it in the
   * plan; empty for almost all kinds.
   */
  default List<Change> changesAfterOthers() {
    return List.of();
  }

  /**
   * This and another of the same kind and name as one, where several roles may each want a part of
   * it.
   *
   * @throws IllegalStateException when they want it differently, which is a fault of the roles
   */
  default Resource with(Resource other) {
    if (!equals(other)) {
      throw new IllegalStateException("two roles want " + kind() + " " + name() + " differently");
    }
    return this;
  }

  /** What must be restarted or reloaded once it changed. */
  default List<Handler> handlers() {
    return List.of();
  }
}
