package org.bbbfleet.alerts.action;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.bbbfleet.alerts.audit.Plain;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.Step;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;

/** All actions by name, and the one way from a policy's call to something that may be run. */
public final class Catalogue {
  private final Map<String, Action> actions = new TreeMap<>();

  public Catalogue(Iterable<Action> actions) {
    for (Action action : actions) {
      if (this.actions.put(action.name(), action) != null) {
        throw new IllegalArgumentException("two actions are named " + action.name());
      }
    }
  }

  /** The catalogue of everything on the class path. */
  public static Catalogue load() {
    return new Catalogue(ServiceLoader.load(Action.class));
  }

  /** All actions, by name. */
  public Collection<Action> all() {
    return List.copyOf(actions.values());
  }

  /** An action and the values it is to be run with, all validated. */
  public record Bound(Action action, Map<String, String> parameters) {
    public Bound {
      parameters = Map.copyOf(parameters);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(action.name());
      new TreeMap<>(parameters).values().forEach(value -> text.append(' ').append(value));
      return text.toString();
    }
  }

  /**
   * Fills a call's parameters from the alert's labels and validates them.
   *
   * @throws FleetException (INPUT) when a label is missing or a value is not acceptable
   */
  public Bound bind(ActionCall call, Map<String, String> labels) {
    Action action =
        find(call.action())
            .orElseThrow(() -> new FleetException(ErrorCategory.INPUT, unknown(call.action())));
    Map<String, String> values = new TreeMap<>();
    for (Parameter parameter : action.parameters()) {
      String written = call.parameters().getOrDefault(parameter.name(), "");
      boolean fromLabel = written.startsWith("$");
      if (fromLabel && parameter.source() == Parameter.Source.PERSON) {
        throw new FleetException(
            ErrorCategory.INPUT,
            "%s: no alert's label may say %s".formatted(action.name(), parameter.name()));
      }
      String value = fromLabel ? labels.getOrDefault(written.substring(1), "") : written;
      if (!parameter.accepts(value)) {
        throw new FleetException(
            ErrorCategory.INPUT,
            action.name()
                + ": "
                + (fromLabel ? "the alert's label " + written.substring(1) : "its value")
                + " is no good as "
                + parameter.name()
                + " ("
                + parameter.meaning()
                + "): \""
                + Plain.line(value, 100)
                + "\"");
      }
      values.put(parameter.name(), value);
    }
    return new Bound(action, values);
  }

  /**
   * Checks that every step of every policy names an action and gives it what it needs.
   *
   * @throws ProblemsException with everything that is wrong
   */
  public void check(Collection<Policy> policies) {
    List<Problem> problems = new ArrayList<>();
    for (Policy policy : policies) {
      for (Step step : policy.steps()) {
        check(step.call(), "policy " + policy.rule().alert(), problems);
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
  }

  private void check(ActionCall call, String where, List<Problem> problems) {
    Optional<Action> action = find(call.action());
    if (action.isEmpty()) {
      problems.add(Problem.error(where, unknown(call.action())));
      return;
    }
    List<String> known = action.get().parameters().stream().map(Parameter::name).toList();
    for (String name : call.parameters().keySet()) {
      if (!known.contains(name)) {
        problems.add(Problem.error(where, call.action() + " has no parameter " + name));
      }
    }
    for (Parameter parameter : action.get().parameters()) {
      String value = call.parameters().getOrDefault(parameter.name(), "");
      if (!parameter.admits(value)) {
        problems.add(
            Problem.error(
                where, call.action() + " needs " + parameter.name() + ": " + parameter.meaning()));
      }
    }
  }

  private Optional<Action> find(String name) {
    return Optional.ofNullable(actions.get(name));
  }

  private String unknown(String name) {
    return "there is no action " + name + "." + Suggestion.sentence(name, actions.keySet());
  }
}
