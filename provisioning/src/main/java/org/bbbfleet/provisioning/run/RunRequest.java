package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What was asked for, by whom and when: the head of a run's record.
 *
 * @param id unique among all runs of a fleet, sorts by time: {@code 20260131-2204-1f3a9c}
 * @param kind whether changes were to be made
 * @param who who asked: {@code root@ops-1}
 * @param command how they asked: a command line, or the service's page; never holds a secret
 * @param limit the pattern of hosts that was given; empty for all
 * @param roles the roles that were given; empty for all
 * @param startedAt when it began
 * @param hosts the hosts' names, in the order in which they are worked on
 */
public record RunRequest(
    String id,
    RunReport.Kind kind,
    String who,
    String command,
    String limit,
    List<String> roles,
    Instant startedAt,
    List<String> hosts) {
  public RunRequest {
    requireNonNull(id, "id is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(startedAt, "startedAt is null");
    who = who == null ? "" : who;
    command = command == null ? "" : command;
    limit = limit == null ? "" : limit;
    roles = roles == null ? List.of() : List.copyOf(roles);
    hosts = hosts == null ? List.of() : List.copyOf(hosts);
  }

  /** The command that asks for the same again, without its options. */
  public String again() {
    if (kind == RunReport.Kind.APPLY) {
      return "fleet provision";
    }
    // The look before the question is a plan, too.
    boolean looked = command.equals("fleet provision") || command.startsWith("fleet provision ");
    return !looked
        ? "fleet plan"
        : command.startsWith("fleet provision --check")
            ? "fleet provision --check"
            : "fleet provision";
  }
}
