package org.bbbfleet.alerts.action;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * An action to take, not yet bound to an incident: the name of a catalogue entry and its
 * parameters. A value {@code $label} is filled from the alert's label of that name, and validated
 * like every other value before it goes anywhere.
 */
public record ActionCall(String action, Map<String, String> parameters) {
  public ActionCall {
    requireNonNull(action, "action is null");
    parameters = Map.copyOf(parameters);
  }

  /**
   * Starts the systemd unit that the alert's label {@code unit} names, unless it runs again by
   * then.
   */
  public static ActionCall startUnit() {
    return new ActionCall("start-unit", Map.of("unit", "$unit"));
  }

  /** Restarts the systemd unit that the alert's label {@code unit} names. */
  public static ActionCall restartUnit() {
    return new ActionCall("restart-unit", Map.of("unit", "$unit"));
  }

  /** Restarts this systemd unit. */
  public static ActionCall restartUnit(String unit) {
    return new ActionCall("restart-unit", Map.of("unit", unit));
  }

  /** Sends SIGCHLD to the parents of defunct soffice processes: harmless, and sometimes enough. */
  public static ActionCall nudgeSofficeParents() {
    return new ActionCall("soffice-nudge", Map.of());
  }

  /** Restarts the units (never PID 1) whose processes leave soffice children defunct. */
  public static ActionCall restartSofficeParents() {
    return new ActionCall("soffice-restart-parent", Map.of());
  }

  /** Ends soffice processes older than so many seconds: TERM, then KILL. */
  public static ActionCall endStuckSoffice(long olderThanSeconds) {
    return new ActionCall(
        "soffice-end-stuck", Map.of("older_than_seconds", Long.toString(olderThanSeconds)));
  }

  /** Restarts the livestream worker that the alert's label {@code worker} names. */
  public static ActionCall restartLivestreamWorker() {
    return new ActionCall("livestream-restart", Map.of("worker", "$worker"));
  }

  /** Stops the livestream worker that the alert's label {@code worker} names. */
  public static ActionCall stopLivestreamWorker() {
    return new ActionCall("livestream-stop", Map.of("worker", "$worker"));
  }

  /** Starts the SIP profile that the alert's label {@code profile} names, if it is down. */
  public static ActionCall startProfile() {
    return new ActionCall("freeswitch-rescan", Map.of("profile", "$profile"));
  }

  /** Restarts FreeSWITCH once nobody is in it, if that happens in time. */
  public static ActionCall restartFreeSwitchWhenEmpty(String deadline) {
    return new ActionCall("freeswitch-restart-when-empty", Map.of("deadline", deadline));
  }

  /** Hangs up conferences that have had no meeting for so many minutes. */
  public static ActionCall endOrphanConferences(int minutes) {
    return new ActionCall("freeswitch-end-orphans", Map.of("minutes", Integer.toString(minutes)));
  }

  /**
   * Takes the server out of the balancer, restarts BigBlueButton when no meeting runs, and puts it
   * back; gives up when meetings still run by the deadline.
   */
  public static ActionCall drainAndRestart(String deadline) {
    return new ActionCall(
        "drain",
        Map.of("deadline", deadline, "then", "restart", "at_deadline", "give-up", "leave", "1"));
  }

  /** Restarts the container that the alert's label {@code container} names. */
  public static ActionCall restartContainer() {
    return new ActionCall("restart-container", Map.of("container", "$container"));
  }

  /** Renews every certificate of the host's list that ends soon. */
  public static ActionCall renewCertificates() {
    return new ActionCall("renew-certificate", Map.of("certificate", "due"));
  }

  /** Deletes what the host lists as its to delete, the gentlest first, until enough is free. */
  public static ActionCall freeDiskSpace() {
    return new ActionCall(FreeDiskSpace.NAME, Map.of("kind", "any"));
  }

  /** Provisions a role of the alert's host anew. */
  public static ActionCall reprovision(String role) {
    return new ActionCall("reprovision", Map.of("role", role));
  }

  /** Starts this systemd unit, unless it runs. */
  public static ActionCall startUnit(String unit) {
    return new ActionCall("start-unit", Map.of("unit", unit));
  }

  /** Takes the server out of HAProxy that the labels {@code backend} and {@code server} name. */
  public static ActionCall haproxyServerOut() {
    return new ActionCall("haproxy-server-out", Map.of("backend", "$backend", "server", "$server"));
  }

  /** Puts the server back that the labels {@code backend} and {@code server} name. */
  public static ActionCall haproxyServerIn() {
    return new ActionCall("haproxy-server-in", Map.of("backend", "$backend", "server", "$server"));
  }

  /** Replaces the master that the alert's label {@code master_name} names. */
  public static ActionCall redisFailover() {
    return new ActionCall("redis-failover", Map.of("name", "$master_name"));
  }

  /** Makes this host's standby of the cluster the primary that the label {@code cluster} names. */
  public static ActionCall postgresFailover() {
    return new ActionCall("postgres-failover", Map.of("cluster", "$cluster"));
  }
}
