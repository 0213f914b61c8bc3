package org.bbbfleet.provisioning.role;

import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.provisioning.facts.HostSize;

/**
 * What a host does in the fleet: what must be true there, how we know that it works, and what mends
 * it. Implementations carry {@code @AutoService(Role.class)} and a public constructor without
 * arguments: adding a role is adding a file.
 */
public interface Role {

  /** Its name, as plans and {@code fleet status} print it. */
  String name();

  /**
   * The groups whose hosts carry it. The first of them that has hosts is taken, so that a fleet
   * without a group of that very name gets it on the hosts of a broader one; {@code all} is every
   * host.
   */
  List<String> groups();

  /**
   * Every variable of the inventory that the role reads; it can read no other. Of several roles
   * that read the same one, each names the same {@link Variable}.
   */
  default List<Variable<?>> variables() {
    return List.of();
  }

  /**
   * The smallest host on which the role does its work, if that is known.
   *
   * @param placement who carries what: a role may need less where it is alone
   */
  default Optional<HostSize> minimum(Placement placement) {
    return Optional.empty();
  }

  /**
   * What is wrong with the role's variables taken together, over all hosts that carry it. Each
   * variable by itself is checked already.
   */
  default List<Problem> constraints(Placement placement) {
    return List.of();
  }

  /**
   * What is wrong with what an admin keeps beside the inventory for this role, as far as that can
   * be known before any host is contacted.
   */
  default List<Problem> problems(Fleet fleet) {
    return List.of();
  }

  /**
   * The programs of the role that Prometheus scrapes, on every host that carries it. They are part
   * of its declaration without being named there again.
   */
  default List<Watched.Job> jobs() {
    return List.of();
  }

  /**
   * The URLs that users reach on this host: each becomes a target of the blackbox probes. They are
   * part of its declaration without being named there again. Empty where the inventory does not say
   * under which name the role is published.
   */
  default List<Watched.Published> publishes(HostView host) {
    return List.of();
  }

  /**
   * What mends the role, the same on every host: each alert of its rules, with the steps that
   * answer it or the reason why only a person may act.
   */
  default List<Policy> remedies() {
    return List.of();
  }

  /**
   * How many other hosts of the role must stay well while the healer works on one of them; then it
   * works on one at a time. 0 where the hosts do not stand in for each other.
   */
  default int minHealthy() {
    return 0;
  }

  /**
   * How many other hosts of the role must stay in service while one is taken out of it, as by a
   * drain; then one at a time is. 0 where hosts of the role have users of their own.
   */
  default int minServing() {
    return minHealthy();
  }

  /**
   * The roles that must be well before it makes sense to heal this one: on the same host where that
   * carries them, else wherever they are.
   */
  default List<String> restsOn() {
    return List.of();
  }

  /** What the role declares on a host that carries it. */
  Declaration on(HostView host);

  /** Roles are applied in this order, then by name. */
  default int order() {
    return 50;
  }
}
