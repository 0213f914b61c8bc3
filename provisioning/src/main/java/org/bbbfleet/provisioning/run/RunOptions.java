package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * How a run goes about it.
 *
 * @param who who asked for it, for the lease and the record
 * @param command how they asked, for the record; holds no secret
 * @param limit the pattern of hosts that was given, for the record; empty for all
 * @param roles only these roles' resources and signals; empty for all
 * @param forks how many hosts at once
 * @param diff whether text differences are fetched and shown
 * @param serial in which batches; a batch in which a host fails is the last one
 * @param maxFail how many hosts may fail before no other is begun; empty: with batches none, else
 *     any number
 * @param approved the plan that is carried out: a host that is no longer as it was planned for is
 *     left alone
 */
public record RunOptions(
    String who,
    String command,
    String limit,
    List<String> roles,
    int forks,
    Diff diff,
    Serial serial,
    Optional<Share> maxFail,
    Optional<SavedPlan> approved) {
  /** How many hosts at once where nobody says. */
  public static final long USUAL_FORKS = 20;

  /** Whether the text of changed files is compared. */
  public enum Diff {
    SHOW,
    OMIT
  }

  public RunOptions {
    requireNonNull(who, "who is null");
    requireNonNull(command, "command is null");
    requireNonNull(limit, "limit is null");
    roles = List.copyOf(roles);
    requireNonNull(diff, "diff is null");
    requireNonNull(serial, "serial is null");
    requireNonNull(maxFail, "maxFail is null");
    requireNonNull(approved, "approved is null");
    if (forks < 1 || forks > 1000) {
      throw new IllegalArgumentException("from 1 to 1000 hosts at once, not " + forks);
    }
  }

  /** {@link #USUAL_FORKS} hosts at once, all roles, no text differences, no batches. */
  public static RunOptions by(String who) {
    return new RunOptions(
        who,
        "",
        "",
        List.of(),
        (int) USUAL_FORKS,
        Diff.OMIT,
        Serial.ALL,
        Optional.empty(),
        Optional.empty());
  }

  /** The same with how it was asked for. */
  public RunOptions asked(String how, String hostPattern) {
    return new RunOptions(who, how, hostPattern, roles, forks, diff, serial, maxFail, approved);
  }

  /** The same for some roles only. */
  public RunOptions roles(List<String> only) {
    return new RunOptions(who, command, limit, only, forks, diff, serial, maxFail, approved);
  }

  /** The same with another number of hosts at once. */
  public RunOptions forks(int hosts) {
    return new RunOptions(who, command, limit, roles, hosts, diff, serial, maxFail, approved);
  }

  /** The same with text differences. */
  public RunOptions showingDiff() {
    return new RunOptions(who, command, limit, roles, forks, Diff.SHOW, serial, maxFail, approved);
  }

  /** The same in batches. */
  public RunOptions serial(Serial batches) {
    return new RunOptions(who, command, limit, roles, forks, diff, batches, maxFail, approved);
  }

  /** The same with a number of hosts that may fail. */
  public RunOptions maxFail(Share most) {
    return new RunOptions(
        who, command, limit, roles, forks, diff, serial, Optional.of(most), approved);
  }

  /** The same, carrying out exactly this plan. */
  public RunOptions approved(SavedPlan plan) {
    return new RunOptions(
        who, command, limit, roles, forks, diff, serial, maxFail, Optional.of(plan));
  }

  /** How many of so many hosts may fail before no other is begun. */
  int tolerated(int hosts) {
    return maxFail
        .map(share -> share.of(hosts))
        .orElse(serial.sizes().isEmpty() ? Integer.MAX_VALUE : 0);
  }
}
