package org.bbbfleet.alerts.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.Action;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.Parameter;
import org.bbbfleet.alerts.rules.RangeWindow;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.core.config.Durations;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.inventory.Host;

/** Reads the admin's policy files; everything that is wrong with all of them comes at once. */
public final class PolicyReader {
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration LONGEST_VERIFY = Duration.ofHours(2);

  private final Catalogue catalogue;
  private final Map<String, Rule> rules;
  private final Set<String> hosts;
  private final Set<String> groups;
  private final FleetWide wide;
  private final Map<Scope, Map<String, Patch>> alerts = new HashMap<>();
  private final Map<Scope, Map<String, Setting<Mode>>> actions = new HashMap<>();

  private PolicyReader(Collection<Shipped> shipped, Catalogue catalogue, FleetView fleet) {
    this.catalogue = catalogue;
    this.rules =
        shipped.stream()
            .collect(
                Collectors.toMap(one -> one.policy().rule().alert(), one -> one.policy().rule()));
    this.hosts = fleet.hosts().stream().map(Host::name).collect(Collectors.toSet());
    this.groups =
        fleet.hosts().stream().flatMap(host -> host.groups().stream()).collect(Collectors.toSet());
    groups.add("all");
    this.wide = new FleetWide(fleet);
  }

  /**
   * Reads all files.
   *
   * @throws ProblemsException with every problem of every file, each with its line
   */
  public static Overrides read(
      List<PolicyFile> files, Collection<Shipped> shipped, Catalogue catalogue, FleetView fleet) {
    PolicyReader reader = new PolicyReader(shipped, catalogue, fleet);
    List<Problem> problems = new ArrayList<>();
    for (PolicyFile file : files) {
      try {
        Section section = Section.parse(file.name(), file.text());
        reader.file(section);
        section.finish();
      } catch (ProblemsException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return reader.wide.overrides(reader.alerts, reader.actions);
  }

  private void file(Section file) {
    wide.read(file);
    scope(file, Scope.FLEET);
    Section byGroup = file.section("groups");
    for (String group : byGroup.keys()) {
      if (!groups.contains(group)) {
        byGroup.problem(
            group, "is no group of the inventory." + Suggestion.sentence(group, groups));
      }
      scope(byGroup.section(group), Scope.group(group));
    }
    Section byHost = file.section("hosts");
    for (String host : byHost.keys()) {
      if (!hosts.contains(host)) {
        byHost.problem(host, "is no host of the inventory." + Suggestion.sentence(host, hosts));
      }
      scope(byHost.section(host), Scope.host(host));
    }
  }

  private void scope(Section section, Scope scope) {
    Section byAlert = section.section("alerts");
    for (String alert : byAlert.keys()) {
      Section one = byAlert.section(alert);
      Rule rule = rules.get(alert);
      if (rule == null) {
        byAlert.problem(alert, "is no alert." + Suggestion.sentence(alert, rules.keySet()));
        one.acceptRest();
        continue;
      }
      Patch patch = patch(one, rule);
      Patch other = alerts.computeIfAbsent(scope, s -> new TreeMap<>()).putIfAbsent(alert, patch);
      if (other != null) {
        byAlert.problem(
            alert, "is changed for " + scope.text() + " in another file too. Keep one.");
      }
    }
    Section byAction = section.section("actions");
    Set<String> known = catalogue.all().stream().map(Action::name).collect(Collectors.toSet());
    for (String action : byAction.keys()) {
      Optional<Setting<Mode>> mode = mode(byAction, action);
      if (!known.contains(action)) {
        byAction.problem(action, "is no action." + Suggestion.sentence(action, known));
      } else if (mode.isPresent()
          && actions.computeIfAbsent(scope, s -> new TreeMap<>()).putIfAbsent(action, mode.get())
              != null) {
        byAction.problem(action, "is set for " + scope.text() + " in another file too. Keep one.");
      }
    }
  }

  private Patch patch(Section section, Rule rule) {
    Optional<Setting<Duration>> cooldown = Optional.empty();
    if (section.keys().contains("cooldown")) {
      Duration length = section.duration("cooldown", LONGEST);
      Duration least = RangeWindow.untilSilent(rule);
      if (length.compareTo(least) < 0) {
        section.problem(
            "cooldown",
            "must be at least "
                + Durations.format(least)
                + ": "
                + rule.alert()
                + " may fire for so long after its thing is well");
      }
      if (length.compareTo(LONGEST) > 0) {
        section.problem("cooldown", "must be at most 7d");
      }
      cooldown = Optional.of(new Setting<>(length, section.where("cooldown")));
    }
    return new Patch(
        ladder(section),
        cooldown,
        number(section, "attempts_per_hour"),
        number(section, "attempts_per_day"));
  }

  private static Optional<Setting<Integer>> number(Section section, String key) {
    int value = section.integer(key, 1, 1, 100);
    return section.keys().contains(key)
        ? Optional.of(new Setting<>(value, section.where(key)))
        : Optional.empty();
  }

  private Optional<Setting<Patch.Ladder>> ladder(Section section) {
    List<Step> steps = new ArrayList<>();
    List<Section> written = section.sections("steps");
    written.forEach(step -> step(step).ifPresent(steps::add));
    Optional<String> person = section.string("only_a_person");
    boolean hasSteps = section.keys().contains("steps");
    if (hasSteps && person.isPresent()) {
      section.problem("only_a_person", "contradicts steps. Keep one of them.");
    }
    if (hasSteps && written.isEmpty()) {
      section.problem("steps", "is empty. Say only_a_person: and why.");
    }
    if (person.isPresent() && person.get().isBlank()) {
      section.problem("only_a_person", "needs the reason why no step may be taken");
    }
    if (!steps.isEmpty()) {
      return Optional.of(new Setting<>(new Patch.Ladder(steps, ""), section.where("steps")));
    }
    return person
        .filter(why -> !why.isBlank())
        .map(
            why -> new Setting<>(new Patch.Ladder(List.of(), why), section.where("only_a_person")));
  }

  private Optional<Step> step(Section section) {
    String name = section.required("action", "Name an action of docs/healing.md.");
    Section with = section.section("with");
    Mode mode = mode(section, "mode").map(Setting::value).orElse(Mode.PROPOSE);
    Duration verify = section.duration("verify_within", Duration.ofSeconds(30));
    if (verify.isZero() || verify.compareTo(LONGEST_VERIFY) > 0) {
      section.problem("verify_within", "must be more than 0 and at most 2h");
    }
    Optional<Action> action =
        catalogue.all().stream().filter(known -> known.name().equals(name)).findFirst();
    if (action.isEmpty()) {
      with.acceptRest();
      if (!name.isEmpty()) {
        section.problem(
            "action",
            "is no action: "
                + name
                + "."
                + Suggestion.sentence(name, catalogue.all().stream().map(Action::name).toList()));
      }
      return Optional.empty();
    }
    Map<String, String> parameters = new TreeMap<>();
    for (Parameter parameter : action.get().parameters()) {
      String value = with.string(parameter.name()).orElse("");
      parameters.put(parameter.name(), value);
      if (value.isEmpty()) {
        section.problem(
            "action", name + " needs with." + parameter.name() + ": " + parameter.meaning());
      } else if (!parameter.admits(value)) {
        with.problem(parameter.name(), "is no good as " + parameter.meaning());
      }
    }
    return Optional.of(new Step(new ActionCall(name, parameters), mode, verify));
  }

  /** A mode, with its line. */
  static Optional<Setting<Mode>> mode(Section section, String key) {
    Optional<String> text = section.string(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Mode> mode = Mode.of(text.get());
    if (mode.isEmpty()) {
      section.problem(
          key,
          "must be one of "
              + String.join(", ", Mode.labels())
              + "."
              + Suggestion.sentence(text.get(), new TreeSet<>(Mode.labels())));
    }
    return mode.map(value -> new Setting<>(value, section.where(key)));
  }
}
