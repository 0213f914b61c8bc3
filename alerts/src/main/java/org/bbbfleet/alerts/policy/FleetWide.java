package org.bbbfleet.alerts.policy;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.Impact;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.config.Suggestion;

/** The part of the policy files that is about the fleet as a whole: each thing said once. */
final class FleetWide {
  private final FleetView fleet;
  private Setting<Mode> ceiling = Setting.shipped(Mode.AUTO);
  private Setting<Budget> budget = Setting.shipped(Budget.STANDARD);
  private Setting<Storm> storm = Setting.shipped(Storm.STANDARD);
  private final List<MaintenanceWindow> maintenance = new ArrayList<>();

  FleetWide(FleetView fleet) {
    this.fleet = fleet;
  }

  Overrides overrides(
      Map<Scope, Map<String, Patch>> alerts, Map<Scope, Map<String, Setting<Mode>>> actions) {
    return new Overrides(ceiling, budget, storm, maintenance, alerts, actions);
  }

  void read(Section file) {
    PolicyReader.mode(file, "healer_mode")
        .ifPresent(
            mode -> {
              once(file, "healer_mode", ceiling);
              ceiling = mode;
            });
    Section budgets = file.section("budget");
    if (!budgets.keys().isEmpty()) {
      once(file, "budget", budget);
      budget = new Setting<>(budget(budgets), file.where("budget"));
    }
    Section storms = file.section("storm");
    if (!storms.keys().isEmpty()) {
      once(file, "storm", storm);
      storm = new Setting<>(storm(storms), file.where("storm"));
    }
    for (Section window : file.sections("maintenance")) {
      window(window);
    }
  }

  private static void once(Section file, String key, Setting<?> before) {
    if (!before.where().equals(Setting.SHIPPED)) {
      file.problem(key, "was already said in " + before.where() + ". Keep one.");
    }
  }

  private static Budget budget(Section section) {
    Budget standard = Budget.STANDARD;
    return new Budget(
        section.integer("hosts", standard.hosts(), 1, 1000),
        section.integer("percent", standard.percent(), 1, 100),
        section.integer("least", standard.least(), 1, 1000),
        length(section, "window", standard.window()));
  }

  private static Storm storm(Section section) {
    Storm standard = Storm.STANDARD;
    return new Storm(
        section.integer("hosts", standard.hosts(), 1, 100_000),
        section.integer("percent", standard.percent(), 1, 100),
        section.integer("least", standard.least(), 1, 100_000),
        length(section, "window", standard.window()),
        length(section, "cooldown", standard.cooldown()));
  }

  private static Duration length(Section section, String key, Duration fallback) {
    Duration length = section.duration(key, fallback);
    if (length.compareTo(Duration.ofMinutes(1)) < 0 || length.compareTo(Duration.ofDays(1)) > 0) {
      section.problem(key, "must be from 1m to 1d");
    }
    return length;
  }

  private void window(Section section) {
    String name = section.required("name", "Give it one, for people.");
    String kindText = section.string("kind", "hands-off");
    MaintenanceWindow.Kind kind =
        kindText.equals("only-then")
            ? MaintenanceWindow.Kind.ONLY_THEN
            : MaintenanceWindow.Kind.HANDS_OFF;
    if (!List.of("hands-off", "only-then").contains(kindText)) {
      section.problem("kind", "must be hands-off or only-then");
    }
    Set<DayOfWeek> days = days(section);
    LocalTime from = time(section, "from");
    LocalTime to = time(section, "to");
    ZoneId zone = zone(section);
    List<Scope> scopes = new ArrayList<>();
    for (String text : section.strings("on", List.of("fleet"))) {
      try {
        Scope scope = Scope.parse(text);
        if (!scope.exists(fleet)) {
          section.problem("on", "names what no host is in: " + scope.text());
        }
        scopes.add(scope);
      } catch (IllegalArgumentException e) {
        section.problem("on", e.getMessage() + ": " + text);
      }
    }
    String impactText = section.string("impact", Impact.DISRUPTIVE.label());
    Impact impact =
        Arrays.stream(Impact.values())
            .filter(one -> one.label().equals(impactText))
            .findFirst()
            .orElse(Impact.DISRUPTIVE);
    if (!impact.label().equals(impactText)) {
      section.problem("impact", "must be harmless, disruptive or destructive");
    }
    if (!days.isEmpty() && !scopes.isEmpty()) {
      maintenance.add(
          new MaintenanceWindow(
              name, kind, days, from, to, zone, scopes, impact, section.where("name")));
    }
  }

  private static Set<DayOfWeek> days(Section section) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    List<String> written = section.strings("days", List.of());
    for (String text : written) {
      List<DayOfWeek> meant =
          text.length() < 3
              ? List.of()
              : Arrays.stream(DayOfWeek.values())
                  .filter(day -> day.name().startsWith(text.toUpperCase(Locale.ROOT)))
                  .toList();
      if (meant.size() != 1) {
        section.problem("days", "must be a list of mon, tue, wed, thu, fri, sat, sun: " + text);
      }
      days.addAll(meant);
    }
    if (written.isEmpty()) {
      days.addAll(EnumSet.allOf(DayOfWeek.class));
    }
    return days;
  }

  private static LocalTime time(Section section, String key) {
    String text = section.required(key, "Write a time of day in quotes: \"22:00\".");
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      if (!text.isEmpty()) {
        section.problem(key, "must be a time of day in quotes, like \"22:00\"");
      }
      return LocalTime.MIDNIGHT;
    }
  }

  private static ZoneId zone(Section section) {
    String text = section.required("time_zone", "Name one, like Europe/Berlin.");
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      if (!text.isEmpty()) {
        section.problem(
            "time_zone",
            "is no time zone: "
                + text
                + "."
                + Suggestion.sentence(text, ZoneId.getAvailableZoneIds()));
      }
      return ZoneId.of("UTC");
    }
  }
}
