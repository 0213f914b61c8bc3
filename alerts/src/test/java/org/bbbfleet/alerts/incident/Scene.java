package org.bbbfleet.alerts.incident;

import static org.bbbfleet.alerts.policy.Policy.on;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.audit.HealingEvent;
import org.bbbfleet.alerts.guard.ClockWatch;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.intake.Journal;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.promql.Selector;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;

/** A healer with everything around it, in a time that the test moves. */
final class Scene implements AutoCloseable {
  static final Rule DEFUNCT =
      new Rule(
          "SofficeDefunct",
          Selector.metric(Metric.gauge("soffice_defunct", "Defunct processes.")).above(0),
          Duration.ofSeconds(10),
          Severity.WARNING,
          new Evidence.FromCollector("soffice"),
          "A defunct soffice process is left.",
          "On {{ $labels.host }}.",
          "Restart its parent.");

  static final Policy LADDER =
      on(DEFUNCT)
          .first(ActionCall.nudgeSofficeParents())
          .then(ActionCall.restartSofficeParents())
          .thenAPerson();

  final ManualClock clock = new ManualClock();
  final FakeSignals signals = new FakeSignals(clock);
  final FakeShells shells = new FakeShells();
  final MeterRegistry meters = new SimpleMeterRegistry();
  final List<HealingEvent> heard = new ArrayList<>();
  private final Path file;
  ManualScheduler scheduler = new ManualScheduler(clock);
  HealerConfig config = HealerConfig.standard(new Secret("let-me-in")).wellFor(Duration.ZERO);
  Outside outside = Outside.none();
  List<Policy> policies = List.of(LADDER);
  Optional<Safety> safety = Optional.empty();
  FleetView fleet = fleet();
  UnaryOperator<List<Guard>> pipeline = UnaryOperator.identity();
  Store store;
  Healer healer;

  Scene(Path directory) {
    this.file = directory.resolve("fleet.db");
    this.store = Store.open(file);
  }

  static FleetView fleet() {
    return fleet("bbb-1", "bbb-2");
  }

  static FleetView fleet(String... names) {
    List<Host> hosts =
        Stream.of(names).map(name -> new Host(name, List.of("bbb"), Map.of())).toList();
    return new FleetView() {
      @Override
      public Optional<Host> host(String name) {
        return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
      }

      @Override
      public List<Host> hosts() {
        return hosts;
      }

      @Override
      public List<String> roles(String host) {
        return List.of();
      }
    };
  }

  /**
   * Hosts that all carry the role {@code proxy}.
   *
   * @param minHealthy how many others must be well before one is touched
   */
  static FleetView proxies(int minHealthy, String... names) {
    FleetView plain = fleet(names);
    return new FleetView() {
      @Override
      public Optional<Host> host(String name) {
        return plain.host(name);
      }

      @Override
      public List<Host> hosts() {
        return plain.hosts();
      }

      @Override
      public List<String> roles(String host) {
        return List.of("proxy");
      }

      @Override
      public int minHealthy(String role) {
        return minHealthy;
      }
    };
  }

  Scene start() {
    healer =
        new Healer(
            new HealerNeeds(
                config,
                store,
                safety.orElseGet(() -> Safety.of(policies, fleet)),
                fleet,
                shells,
                signals,
                clock,
                meters,
                outside),
            scheduler,
            new ClockWatch(clock, clock::nanos),
            pipeline);
    healer.onEvent(heard::add);
    healer.begin();
    return this;
  }

  /** The process dies: nothing that was scheduled happens, nothing more is written. */
  void kill() {
    scheduler.stop();
    store.close();
  }

  /** Another process starts on the same file. */
  void startAnother() {
    store = Store.open(file);
    scheduler = new ManualScheduler(clock);
    start();
  }

  /** Journals a notification and hands it over, as the intake does. */
  void post(String body) {
    long id = new Journal(store, clock).append(body);
    if (healer != null) {
      healer.journalled(id);
    }
  }

  void fire(String host) {
    post(notification("firing", host, "2026-05-04T07:59:00Z"));
  }

  /** One notification of many alerts, as a group sends it. */
  void fireAll(List<String> hosts) {
    StringBuilder alerts = new StringBuilder();
    for (String host : hosts) {
      alerts
          .append(alerts.isEmpty() ? "" : ",")
          .append("{\"status\":\"firing\",\"labels\":{\"alertname\":\"SofficeDefunct\",\"host\":\"")
          .append(host)
          .append("\"},\"startsAt\":\"2026-05-04T07:59:00Z\",\"fingerprint\":\"")
          .append(host)
          .append("\"}");
    }
    post("{\"version\":\"4\",\"status\":\"firing\",\"alerts\":[" + alerts + "]}");
  }

  void resolve(String host) {
    post(notification("resolved", host, "2026-05-04T07:59:00Z"));
  }

  static String notification(String status, String host, String startsAt) {
    return notification(status, "SofficeDefunct", Map.of("host", host), startsAt);
  }

  static String notification(
      String status, String alert, Map<String, String> labels, String startsAt) {
    Map<String, String> all = new java.util.TreeMap<>(labels);
    all.put("alertname", alert);
    return """
        {"version":"4","status":"%s","receiver":"fleet","unheardOf":[1],"alerts":[{
          "status":"%s","labels":%s,"annotations":{},"startsAt":"%s",
          "endsAt":"0001-01-01T00:00:00Z","fingerprint":"%x"}]}
        """
        .formatted(status, status, JsonText.write(all), startsAt, all.toString().hashCode());
  }

  void settle() {
    scheduler.settle();
  }

  void pass(Duration length) {
    scheduler.pass(length);
  }

  IncidentView incident() {
    return healer.incidents(1).get(0);
  }

  IncidentState state() {
    return incident().state();
  }

  List<EventKind> kinds() {
    return healer.eventsAfter(0, 1000).stream().map(HealingEvent::kind).toList();
  }

  String texts() {
    return String.join(
        "\n", healer.eventsAfter(0, 1000).stream().map(e -> e.kind() + " " + e.text()).toList());
  }

  Leases leases() {
    return Leases.in(store, clock);
  }

  @Override
  public void close() {
    scheduler.stop();
    store.close();
  }
}
