package org.bbbfleet.alerts.policy;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.rules.RangeWindow;
import org.bbbfleet.alerts.rules.Rule;

/**
 * What to do about an alert: steps from gentle to rough, then a person. Read it as a sentence:
 *
 * <pre>
 * on(SofficeRules.DEFUNCT).first(nudgeSofficeParents()).then(restartSofficeParents()).thenAPerson()
 * </pre>
 *
 * @param rule the alert it answers
 * @param steps tried in order, each at most once per incident; empty when only a person may act
 * @param onlyAPersonBecause why no step exists; empty when there are steps
 * @param cooldown how long after an attempt on the same host, for this rule and with the same
 *     parameters (unit, worker), the next incident waits; never shorter than the rule's windows, as
 *     the alert goes on firing until they have drained
 * @param attemptsPerHour attempts on one host for this rule within an hour, before a person is
 *     called
 * @param attemptsPerDay the same within a day: what is mended again and again is not mended
 */
public record Policy(
    Rule rule,
    List<Step> steps,
    String onlyAPersonBecause,
    Duration cooldown,
    int attemptsPerHour,
    int attemptsPerDay) {
  private static final Duration VERIFY = Duration.ofSeconds(30);

  public Policy {
    requireNonNull(rule, "rule is null");
    steps = List.copyOf(steps);
    Duration least = RangeWindow.untilSilent(rule);
    cooldown = cooldown.compareTo(least) < 0 ? least : cooldown;
    if (steps.isEmpty() == onlyAPersonBecause.isEmpty()) {
      throw new IllegalArgumentException(
          rule.alert() + ": either steps or a reason why only a person may act");
    }
  }

  /** The same policy with other steps. */
  public Policy with(List<Step> others) {
    return new Policy(rule, others, onlyAPersonBecause, cooldown, attemptsPerHour, attemptsPerDay);
  }

  /** Begins a policy. */
  public static Ladder on(Rule rule) {
    return new Ladder(rule);
  }

  /** A policy being written. */
  public static final class Ladder {
    private final Rule rule;
    private final List<Step> steps = new ArrayList<>();
    private Duration cooldown = Duration.ofMinutes(5);
    private int attemptsPerHour = 3;
    private int attemptsPerDay = 8;

    private Ladder(Rule rule) {
      this.rule = rule;
    }

    /** The gentlest step, taken by itself. */
    public Ladder first(ActionCall call) {
      return step(call, Mode.AUTO, VERIFY);
    }

    /** The next step, when the one before did not help. */
    public Ladder then(ActionCall call) {
      return step(call, Mode.AUTO, VERIFY);
    }

    /** A step with its own mode and time to become well. */
    public Ladder step(ActionCall call, Mode mode, Duration verifyWithin) {
      steps.add(new Step(call, mode, verifyWithin));
      return this;
    }

    public Ladder cooldown(Duration length) {
      cooldown = length;
      return this;
    }

    public Ladder attemptsPerHour(int attempts) {
      attemptsPerHour = attempts;
      return this;
    }

    public Ladder attemptsPerDay(int attempts) {
      attemptsPerDay = attempts;
      return this;
    }

    /** When no step helped, a person is called. */
    public Policy thenAPerson() {
      return new Policy(rule, steps, "", cooldown, attemptsPerHour, attemptsPerDay);
    }

    /** No step may be taken by the program. */
    public Policy onlyAPerson(String because) {
      return new Policy(rule, List.of(), because, cooldown, attemptsPerHour, attemptsPerDay);
    }
  }
}
