package org.bbbfleet.provisioning.role;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.provisioning.resource.Resource;

/**
 * What a role declares on one host. Read it as a sentence: the role needs these, is watched by
 * those. What mends it is {@link Role#remedies}.
 *
 * @param role the role's name
 * @param resources what must be true, in the order in which it is made so
 * @param watched how we know that it works
 * @param wellWithin how long after changes it may take until all of that is well
 */
public record Declaration(
    String role, List<Resource> resources, List<Watched> watched, Duration wellWithin) {
  private static final Duration USUAL = Duration.ofSeconds(90);

  public Declaration {
    requireNonNull(wellWithin, "wellWithin is null");
    requireNonNull(role, "role is null");
    resources = List.copyOf(resources);
    watched = List.copyOf(watched);
  }

  /** Begins a declaration. */
  public static Declaration role(String name) {
    return new Declaration(name, List.of(), List.of(), USUAL);
  }

  /** Adds what must be true. */
  public Declaration needs(Resource... more) {
    return needs(List.of(more));
  }

  /** Adds what must be true. */
  public Declaration needs(List<? extends Resource> more) {
    List<Resource> all = new ArrayList<>(resources);
    all.addAll(more);
    return new Declaration(role, all, watched, wellWithin);
  }

  /** Adds how we know that it works. */
  public Declaration watchedBy(Watched... more) {
    List<Watched> all = new ArrayList<>(watched);
    all.addAll(List.of(more));
    return new Declaration(role, resources, all, wellWithin);
  }

  /**
   * Gives it another time to be well after changes than a minute and a half: a run fails on a host
   * whose role takes longer.
   */
  public Declaration wellWithin(Duration longest) {
    return new Declaration(role, resources, watched, longest);
  }

  /** What it is watched by, of one kind. */
  public <T extends Watched> List<T> watched(Class<T> kind) {
    return watched.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
