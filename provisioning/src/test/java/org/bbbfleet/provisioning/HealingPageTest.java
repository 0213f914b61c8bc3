package org.bbbfleet.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.Action;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.HealScript;
import org.bbbfleet.alerts.action.Impact;
import org.bbbfleet.alerts.guard.ClockHold;
import org.bbbfleet.alerts.guard.FleetActivity;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.guard.Guards;
import org.bbbfleet.alerts.guard.HostLeases;
import org.bbbfleet.alerts.guard.Pauses;
import org.bbbfleet.alerts.guard.Silences;
import org.bbbfleet.alerts.guard.StopSwitch;
import org.bbbfleet.alerts.incident.Attempts;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Overrides;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.policy.PolicySchema;
import org.bbbfleet.alerts.policy.Shipped;
import org.bbbfleet.alerts.policy.Step;
import org.bbbfleet.alerts.verify.MeetingsCheck;
import org.bbbfleet.alerts.verify.SignalCheck;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.core.config.Durations;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.exporters.fleet.HealerMetrics;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/healing.md} says what the code does: its tables are written from it. */
final class HealingPageTest {
  private static final Path DOCS = Path.of(System.getProperty("fleet.root", ".."), "docs");
  private static final Path PAGE = DOCS.resolve("healing.md");
  private static final Path SCHEMA = DOCS.resolve("policy.schema.json");
  private static final String WRITE = "fleet.docs.write";
  private static final String CURE =
      "Write it again: mvn -pl provisioning -am -Dtest=HealingPageTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -D"
          + WRITE
          + "=true test";

  @TempDir Path directory;

  @Test
  void thePageSaysWhatTheCodeDoes() throws IOException {
    String page = Files.readString(PAGE);
    String fresh = page;
    fresh = filled(fresh, "actions", actions());
    fresh = filled(fresh, "guards", guards());
    fresh = filled(fresh, "alerts", alerts());
    fresh = filled(fresh, "healer metrics", metrics());
    fresh = filled(fresh, "requests", rows("request", "effect", HealScript.requests()));
    fresh = filled(fresh, "lists", rows("list", "entry", HealScript.lists()));
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, fresh);
    } else {
      assertThat(page).as("docs/healing.md is stale. " + CURE).isEqualTo(fresh);
    }
  }

  @Test
  void theSchemaIsOfTheAlertsAndActionsThatAreThere() throws IOException {
    String fresh =
        PolicySchema.write(
            Remedies.shipped().stream().map(one -> one.policy().rule().alert()).toList(),
            Catalogue.load().all());
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(SCHEMA, fresh);
    } else {
      assertThat(Files.readString(SCHEMA)).as(SCHEMA + " is stale. " + CURE).isEqualTo(fresh);
    }
  }

  @Test
  void whatIsDestructiveShipsAsAProposal() {
    PolicyBook book =
        new PolicyBook(Remedies.shipped(), Overrides.NONE, Catalogue.load(), nobody());
    Map<String, Action> byName =
        Catalogue.load().all().stream().collect(Collectors.toMap(Action::name, action -> action));
    for (Shipped one : Remedies.shipped()) {
      Policy holds = book.of(one.policy().rule().alert(), "any").orElseThrow();
      for (Step step : holds.steps()) {
        if (byName.get(step.call().action()).impact() == Impact.DESTRUCTIVE) {
          assertThat(step.mode()).as(holds.rule().alert()).isIn(Mode.OBSERVE, Mode.PROPOSE);
        }
      }
    }
    assertThat(byName.values())
        .filteredOn(action -> action.impact() == Impact.DESTRUCTIVE)
        .allSatisfy(
            action ->
                assertThat(book.modeOf(action.name(), "any").value()).isEqualTo(Mode.PROPOSE));
  }

  private static String filled(String page, String name, String table) {
    Pattern place =
        Pattern.compile(
            "(<!-- " + name + " -->\n)(.*?)(<!-- end of " + name + " -->)", Pattern.DOTALL);
    Matcher matcher = place.matcher(page);
    assertThat(matcher.find()).as("docs/healing.md has a place for the table of " + name).isTrue();
    return matcher.replaceFirst(
        Matcher.quoteReplacement(matcher.group(1) + table + matcher.group(3)));
  }

  private static String actions() {
    StringBuilder table =
        new StringBuilder(
            "| action | effect | impact | undo | goes by default |\n|---|---|---|---|---|\n");
    for (Action action : Catalogue.load().all()) {
      table.append("| `").append(action.name()).append("` | ").append(action.effect());
      table.append(" | ").append(action.impact().label()).append(" | ").append(action.undo());
      table.append(" | ").append(action.impact().ships().label()).append(" |\n");
    }
    return table.toString();
  }

  private static String alerts() {
    PolicyBook book =
        new PolicyBook(Remedies.shipped(), Overrides.NONE, Catalogue.load(), nobody());
    StringBuilder table =
        new StringBuilder(
            "| alert | role | steps, then a person | cooldown |\n|---|---|---|---|\n");
    List<Shipped> sorted =
        Remedies.shipped().stream()
            .sorted(Comparator.comparing(one -> one.policy().rule().alert()))
            .toList();
    for (Shipped one : sorted) {
      Policy policy = book.of(one.policy().rule().alert(), "any").orElseThrow();
      table.append("| ").append(policy.rule().alert()).append(" | ").append(one.role());
      table.append(" | ").append(steps(policy)).append(" | ");
      table
          .append(policy.steps().isEmpty() ? "" : Durations.format(policy.cooldown()))
          .append(" |\n");
    }
    return table.toString();
  }

  private static String steps(Policy policy) {
    return policy.steps().isEmpty()
        ? "only a person: " + policy.onlyAPersonBecause().replace("|", "\\|")
        : policy.steps().stream()
            .map(step -> "`" + step.call().action() + "` (" + step.mode().label() + ")")
            .collect(Collectors.joining(", "));
  }

  private String guards() {
    StringBuilder table = new StringBuilder("| guard | passes when | else |\n|---|---|---|\n");
    SignalSource silent = promql -> List.of();
    Clock clock = Clock.systemUTC();
    try (Store store = Store.open(directory.resolve("docs.db"))) {
      PolicyBook book =
          new PolicyBook(Remedies.shipped(), Overrides.NONE, Catalogue.load(), nobody());
      for (Guard guard :
          Guards.standard(
              new Guards.Sources(
                  book,
                  silent,
                  new SignalCheck(silent, clock),
                  new MeetingsCheck(silent),
                  new Pauses(store, clock),
                  new StopSwitch(store, Optional.empty(), clock),
                  ClockHold.NONE,
                  Silences.NONE,
                  new Attempts(store),
                  new NoActivity(),
                  new HostLeases(Leases.in(store, clock), Duration.ofMinutes(5)),
                  store,
                  text -> {}))) {
        table.append("| ").append(guard.name()).append(" | ").append(guard.passesWhen());
        table.append(" | ").append(guard.otherwise()).append(" |\n");
      }
    }
    return table.toString();
  }

  private static String rows(String left, String right, Map<String, String> rows) {
    StringBuilder table = new StringBuilder("| " + left + " | " + right + " |\n|---|---|\n");
    rows.forEach(
        (name, meaning) ->
            table.append("| `").append(name).append("` | ").append(meaning).append(" |\n"));
    return table.toString();
  }

  private static String metrics() {
    StringBuilder table =
        new StringBuilder("| metric | type | labels | meaning |\n|---|---|---|---|\n");
    for (Metric metric : HealerMetrics.all()) {
      table.append("| `").append(metric.name()).append("` | ");
      table.append(metric.type().name().toLowerCase(Locale.ROOT).replace('_', ' ')).append(" | ");
      table.append(
          metric.labels().stream().map(l -> "`" + l + "`").collect(Collectors.joining(", ")));
      table.append(" | ").append(metric.help()).append(" |\n");
    }
    return table.toString();
  }

  private static FleetView nobody() {
    return new FleetView() {
      @Override
      public Optional<Host> host(String name) {
        return Optional.empty();
      }

      @Override
      public List<Host> hosts() {
        return List.of();
      }

      @Override
      public List<String> roles(String host) {
        return List.of();
      }
    };
  }

  /** Nothing goes on. */
  private static final class NoActivity implements FleetActivity {
    @Override
    public List<Seen> standing() {
      return List.of();
    }

    @Override
    public List<Seen> standing(Handle handle) {
      return List.of();
    }

    @Override
    public List<Seen> openedSince(Instant since) {
      return List.of();
    }

    @Override
    public Map<String, Instant> touchedSince(Handle handle, Instant since) {
      return Map.of();
    }

    @Override
    public Map<String, Instant> touchedSince(Instant since) {
      return Map.of();
    }
  }
}
