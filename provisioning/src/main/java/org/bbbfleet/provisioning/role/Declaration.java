package org.bbbfleet.provisioning.role;

import static java.util.Objects.requireNonNull;

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
 */
public record Declaration(String role, List<Resource> resources, List<Watched> watched) {
  public Declaration {
    requireNonNull(role, "role is null");
    resources = List.copyOf(resources);
    watched = List.copyOf(watched);
  }

  /** Begins a declaration. */
  public static Declaration role(String name) {
    return new Declaration(name, List.of(), List.of());
  }

  /** Adds what must be true. */
  public Declaration needs(Resource... more) {
    return needs(List.of(more));
  }

  /** Adds what must be true. */
  public Declaration needs(List<? extends Resource> more) {
    List<Resource> all = new ArrayList<>(resources);
    all.addAll(more);
    return new Declaration(role, all, watched);
  }

  /** Adds how we know that it works. */
  public Declaration watchedBy(Watched... more) {
    List<Watched> all = new ArrayList<>(watched);
    all.addAll(List.of(more));
    return new Declaration(role, resources, all);
  }

  /** What it is watched by, of one kind. */
  public <T extends Watched> List<T> watched(Class<T> kind) {
    return watched.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
