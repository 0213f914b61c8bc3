package org.bbbfleet.alerts.policy;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.Action;
import org.bbbfleet.alerts.action.Catalogue;

/**
 * Which policy answers an alert on a host: what the role ships, changed by the admin's files for
 * the fleet, then for the host's groups (weakest first, as the inventory has them), then for the
 * host; field by field. A step's mode is the most careful of three: its own, its action's and the
 * fleet's.
 */
public final class PolicyBook {
  private final Map<String, Shipped> shipped = new TreeMap<>();
  private final Map<String, Action> actions = new TreeMap<>();
  private final Overrides overrides;
  private final FleetView fleet;

  public PolicyBook(
      Collection<Shipped> shipped, Overrides overrides, Catalogue catalogue, FleetView fleet) {
    this.overrides = requireNonNull(overrides, "overrides is null");
    this.fleet = requireNonNull(fleet, "fleet is null");
    catalogue.check(shipped.stream().map(Shipped::policy).toList());
    catalogue.all().forEach(action -> actions.put(action.name(), action));
    for (Shipped one : shipped) {
      if (this.shipped.put(one.policy().rule().alert(), one) != null) {
        throw new IllegalArgumentException("two policies for " + one.policy().rule().alert());
      }
    }
  }

  /**
   * The policy that holds.
   *
   * @param role whose remedy it is
   * @param policy with the modes that hold
   * @param origins by field, where its value was written
   * @param file where an admin would change it
   */
  public record Chosen(String role, Policy policy, Map<String, String> origins, String file) {
    public Chosen {
      origins = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(origins));
    }
  }

  /** The policy of an alert on a host, if there is one. */
  public Optional<Policy> of(String alert, String host) {
    return choose(alert, host).map(Chosen::policy);
  }

  /** The same with where it comes from. */
  public Optional<Chosen> choose(String alert, String host) {
    return Optional.ofNullable(shipped.get(alert)).map(base -> choose(base, host));
  }

  private Chosen choose(Shipped base, String host) {
    Patch merged = Patch.shipped(base.policy());
    for (Scope scope : scopes(host)) {
      Patch nearer =
          overrides.alerts().getOrDefault(scope, Map.of()).get(base.policy().rule().alert());
      merged = nearer == null ? merged : merged.under(nearer);
    }
    Policy policy = merged.policy(base.policy());
    List<Step> steps = new ArrayList<>();
    for (Step step : policy.steps()) {
      Setting<Mode> action = modeOf(step.call().action(), host);
      steps.add(
          step.atMost(
                  action.value(),
                  "the action "
                      + step.call().action()
                      + " may "
                      + action.value().label()
                      + " ("
                      + action.where()
                      + ")")
              .atMost(
                  overrides.ceiling().value(),
                  "the fleet's healer_mode is "
                      + overrides.ceiling().value().label()
                      + " ("
                      + overrides.ceiling().where()
                      + ")"));
    }
    Map<String, String> origins = new LinkedHashMap<>();
    origins.put("steps", merged.ladder().orElseThrow().where());
    origins.put("cooldown", merged.cooldown().orElseThrow().where());
    origins.put("attempts_per_hour", merged.attemptsPerHour().orElseThrow().where());
    origins.put("attempts_per_day", merged.attemptsPerDay().orElseThrow().where());
    return new Chosen(base.role(), policy.with(steps), origins, base.file());
  }

  /** How far an action may go on a host: its impact's, unless a file says otherwise. */
  public Setting<Mode> modeOf(String action, String host) {
    Action known = actions.get(action);
    Setting<Mode> mode =
        known == null
            ? Setting.shipped(Mode.OBSERVE)
            : new Setting<>(
                known.impact().ships(), "it is " + known.impact().label() + "; " + Setting.SHIPPED);
    for (Scope scope : scopes(host)) {
      Setting<Mode> nearer = overrides.actions().getOrDefault(scope, Map.of()).get(action);
      mode = nearer == null ? mode : nearer;
    }
    return mode;
  }

  /** Whether an action takes its host out of service for a while. */
  public boolean takesOutOfService(String action) {
    return actions.containsKey(action) && actions.get(action).takesOutOfService();
  }

  /** Whether an action answers what other hosts of the role do wrong. */
  public boolean answersForOthers(String action) {
    return actions.containsKey(action) && actions.get(action).answersForOthers();
  }

  private List<Scope> scopes(String host) {
    List<Scope> scopes = new ArrayList<>();
    scopes.add(Scope.FLEET);
    scopes.add(Scope.group("all"));
    fleet.host(host).ifPresent(known -> known.groups().forEach(g -> scopes.add(Scope.group(g))));
    scopes.add(Scope.host(host));
    return scopes;
  }

  /** Whose remedy an alert's policy is; empty when nobody's. */
  public String role(String alert) {
    Shipped one = shipped.get(alert);
    return one == null ? "" : one.role();
  }

  /** What ships, by alert. */
  public List<Shipped> shipped() {
    return List.copyOf(shipped.values());
  }

  /** What the admin's files say. */
  public Overrides overrides() {
    return overrides;
  }

  /** The fleet it is for. */
  public FleetView fleet() {
    return fleet;
  }
}
