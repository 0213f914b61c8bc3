package org.bbbfleet.alerts.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one place of a policy file says about one alert: each field that is there replaces that of
 * the wider scope.
 *
 * @param ladder steps, or the reason why only a person may act
 */
public record Patch(
    Optional<Setting<Ladder>> ladder,
    Optional<Setting<Duration>> cooldown,
    Optional<Setting<Integer>> attemptsPerHour,
    Optional<Setting<Integer>> attemptsPerDay) {

  /** Steps, or why there are none. */
  public record Ladder(List<Step> steps, String onlyAPersonBecause) {
    public Ladder {
      steps = List.copyOf(steps);
    }

    static Ladder of(Policy policy) {
      return new Ladder(policy.steps(), policy.onlyAPersonBecause());
    }
  }

  static Patch shipped(Policy policy) {
    return new Patch(
        Optional.of(Setting.shipped(Ladder.of(policy))),
        Optional.of(Setting.shipped(policy.cooldown())),
        Optional.of(Setting.shipped(policy.attemptsPerHour())),
        Optional.of(Setting.shipped(policy.attemptsPerDay())));
  }

  /** This, where a nearer scope says nothing else. */
  Patch under(Patch nearer) {
    return new Patch(
        nearer.ladder.or(() -> ladder),
        nearer.cooldown.or(() -> cooldown),
        nearer.attemptsPerHour.or(() -> attemptsPerHour),
        nearer.attemptsPerDay.or(() -> attemptsPerDay));
  }

  Policy policy(Policy base) {
    Ladder chosen = ladder.orElseThrow().value();
    return new Policy(
        base.rule(),
        chosen.steps(),
        chosen.onlyAPersonBecause(),
        cooldown.orElseThrow().value(),
        attemptsPerHour.orElseThrow().value(),
        attemptsPerDay.orElseThrow().value());
  }
}
