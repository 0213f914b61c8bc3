package org.bbbfleet.app.service.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.incident.DrainView;
import org.bbbfleet.alerts.incident.Healer;
import org.bbbfleet.alerts.incident.IncidentState;
import org.bbbfleet.alerts.incident.IncidentView;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroups;
import org.bbbfleet.core.inventory.Host;

/** What the console's page and {@code fleet status} show; as JSON it is {@code /api/v1/status}. */
public final class FleetStatus {
  private static final int INCIDENTS = 12;

  private final FleetView fleet;
  private final Healer healer;
  private final StatusPoller poller;
  private final Clock clock;
  private final String version;

  public FleetStatus(
      FleetView fleet, Healer healer, StatusPoller poller, Clock clock, String version) {
    this.fleet = fleet;
    this.healer = healer;
    this.poller = poller;
    this.clock = clock;
    this.version = version;
  }

  /**
   * The answer.
   *
   * @param now the service's clock, by which the ages of its times are told
   * @param measuredAgo seconds since Prometheus was asked; null when it does not answer
   * @param headline is teaching disturbed now?
   * @param doing what is being done about it, and what needs a person
   * @param warnings what keeps the service from healing, or from calling anybody
   * @param drains the servers that are being drained, or that a drain left out of service
   */
  public record Answer(
      String version,
      Instant now,
      Double measuredAgo,
      String headline,
      String doing,
      List<String> warnings,
      List<HostTile> hosts,
      List<DrainRow> drains,
      List<AlertRow> alerts,
      List<IncidentCard> incidents) {}

  /**
   * A server that is being drained, or that a drain left out of service.
   *
   * @param running whether the drain goes on
   * @param phase what becomes of it now, for people
   * @param until how long that may take; null when that is not known
   * @param told what it told last
   * @param meetings users and meetings, as Prometheus knows them
   */
  public record DrainRow(
      String host,
      long incident,
      boolean running,
      String phase,
      Instant since,
      Instant until,
      String told,
      String meetings) {}

  /**
   * One host.
   *
   * @param state well, warning, critical or unknown
   * @param why what the state comes from; empty when it is well
   * @param meetings users and meetings, for people
   */
  public record HostTile(
      String name,
      String address,
      List<String> roles,
      String state,
      String why,
      String meetings,
      List<CollectorRow> collectors) {}

  /** One collector; {@code age} is null when it never succeeded. */
  public record CollectorRow(String name, boolean ok, Double age) {}

  /** One alert that is pending or firing; {@code seconds} is null when that is not known. */
  public record AlertRow(
      String alert, String host, String severity, String state, Double seconds, String summary) {}

  /**
   * One incident with its story.
   *
   * @param opened when we first heard of it
   * @param tone well, busy, warning or critical
   * @param needsYou whether a person must act
   * @param asked when the question was asked that waits for an answer; null when none does. Sent
   *     back with the answer, it answers this question and no other
   * @param cure the command with which a person answers
   */
  public record IncidentCard(
      long id,
      String alert,
      String host,
      Instant opened,
      String state,
      String tone,
      String reason,
      boolean needsYou,
      Instant asked,
      String cure,
      List<StoryLine.Line> story) {}

  /** Puts the answer together. Blocks on the store. */
  public Answer now() {
    Optional<Measurement> measured = poller.last();
    List<Measurement.AlertState> alerts =
        measured.map(Measurement::alerts).orElse(List.of()).stream().toList();
    List<HostTile> hosts =
        fleet.hosts().stream().map(host -> tile(host, measured, alerts)).toList();
    List<IncidentView> incidents = healer.incidents(INCIDENTS);
    return new Answer(
        version,
        clock.instant(),
        measured.map(m -> seconds(Duration.between(m.at(), clock.instant()))).orElse(null),
        headline(measured, hosts, alerts),
        doing(healer.counts()),
        Warnings.of(healer),
        hosts,
        healer.drains().stream().map(drain -> row(drain, measured)).toList(),
        alerts.stream().map(FleetStatus::row).toList(),
        incidents.stream().map(this::card).toList());
  }

  private static String headline(
      Optional<Measurement> measured, List<HostTile> hosts, List<Measurement.AlertState> alerts) {
    if (measured.isEmpty()) {
      return "Not known: Prometheus does not answer.";
    }
    List<String> disturbed = new ArrayList<>();
    for (Measurement.AlertState alert : alerts) {
      if (alert.state().equals("firing") && alert.severity().equals("critical")) {
        disturbed.add(alert.alert() + " on " + alert.host());
      }
    }
    if (!disturbed.isEmpty()) {
      return "Teaching may be disturbed: " + String.join(", ", disturbed) + ".";
    }
    long unknown = hosts.stream().filter(host -> host.state().equals("unknown")).count();
    if (unknown > 0) {
      return "Nothing is known to be disturbed; "
          + count(unknown, "host is", "hosts are")
          + " not measured.";
    }
    return "Teaching is undisturbed.";
  }

  private static String doing(Map<IncidentState, Integer> counts) {
    long healing = 0;
    long person = 0;
    for (Map.Entry<IncidentState, Integer> some : counts.entrySet()) {
      if (needsYou(some.getKey())) {
        person += some.getValue();
      } else {
        healing += some.getValue();
      }
    }
    String doing =
        healing == 0
            ? "Nothing to heal"
            : count(healing, "incident is", "incidents are") + " being healed";
    return doing + (person == 0 ? "." : "; " + count(person, "needs you.", "need you."));
  }

  private static String count(long n, String one, String more) {
    return n + " " + (n == 1 ? one : more);
  }

  private HostTile tile(
      Host host, Optional<Measurement> measured, List<Measurement.AlertState> alerts) {
    List<Measurement.CollectorState> collectors =
        measured.map(m -> m.collectors().getOrDefault(host.name(), List.of())).orElse(List.of());
    List<String> firing =
        alerts.stream()
            .filter(a -> a.host().equals(host.name()) && a.state().equals("firing"))
            .map(Measurement.AlertState::alert)
            .distinct()
            .toList();
    boolean critical =
        alerts.stream()
            .anyMatch(
                a ->
                    a.host().equals(host.name())
                        && a.state().equals("firing")
                        && a.severity().equals("critical"));
    String state =
        !firing.isEmpty()
            ? critical ? "critical" : "warning"
            : collectors.isEmpty() ? "unknown" : "well";
    String why =
        !firing.isEmpty()
            ? String.join(", ", firing)
            : collectors.isEmpty() ? "no data from its agent" : "";
    return new HostTile(
        host.name(),
        host.address(),
        fleet.roles(host.name()),
        state,
        why,
        meetings(host.name(), measured),
        collectors.stream()
            .map(c -> new CollectorRow(c.name(), c.ok(), Double.isNaN(c.age()) ? null : c.age()))
            .toList());
  }

  private static String meetings(String host, Optional<Measurement> measured) {
    Map<String, Double> meetings = measured.map(Measurement::meetings).orElse(Map.of());
    if (!meetings.containsKey(host)) {
      return "–";
    }
    String count = count(Math.round(meetings.get(host)), "meeting", "meetings");
    Double users = measured.map(Measurement::users).orElse(Map.of()).get(host);
    return users == null ? count : count(Math.round(users), "user", "users") + " in " + count;
  }

  private static AlertRow row(Measurement.AlertState alert) {
    return new AlertRow(
        alert.alert(),
        alert.host(),
        alert.severity(),
        alert.state(),
        Double.isNaN(alert.seconds()) ? null : alert.seconds(),
        RuleGroups.rule(alert.alert()).map(Rule::summary).orElse(""));
  }

  private static DrainRow row(DrainView drain, Optional<Measurement> measured) {
    return new DrainRow(
        drain.host(),
        drain.incident(),
        drain.running(),
        drain.phase(),
        drain.since(),
        drain.until().orElse(null),
        drain.told(),
        meetings(drain.host(), measured));
  }

  public IncidentCard card(IncidentView incident) {
    String cure =
        incident.state() == IncidentState.WAITING_APPROVAL
            ? "fleet approve " + incident.id() + " --reason …"
            : "fleet incidents " + incident.id();
    return new IncidentCard(
        incident.id(),
        incident.alert(),
        incident.host(),
        incident.openedAt(),
        incident.state().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
        tone(incident.state()),
        incident.reason(),
        needsYou(incident.state()),
        healer.asked(incident.id()).orElse(null),
        cure,
        healer.incident(incident.id()).map(StoryLine::of).orElse(List.of()));
  }

  private static boolean needsYou(IncidentState state) {
    return state == IncidentState.WAITING_APPROVAL || state == IncidentState.ESCALATED;
  }

  private static String tone(IncidentState state) {
    return switch (state) {
      case HEALED, RESOLVED -> "well";
      case WAITING_APPROVAL -> "warning";
      case ESCALATED -> "critical";
      case OPEN, GUARDING, ACTING, VERIFYING -> "busy";
    };
  }

  private static double seconds(Duration duration) {
    return Math.max(0, duration.toMillis() / 1000.0);
  }
}
