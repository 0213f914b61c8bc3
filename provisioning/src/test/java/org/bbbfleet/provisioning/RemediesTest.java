package org.bbbfleet.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroups;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nothing that we watch goes without a remedy, or a reason why only a person may act. */
final class RemediesTest {
  private static final List<Rule> RULES =
      RuleGroups.all().stream().flatMap(group -> group.rules().stream()).toList();

  @Test
  void everyRuleHasExactlyOnePolicy() {
    assertThat(Remedies.policies().stream().map(policy -> policy.rule().alert()))
        .containsExactlyInAnyOrderElementsOf(RULES.stream().map(Rule::alert).toList());
  }

  @TestFactory
  Stream<DynamicTest> aPolicyActsOrSaysWhyOnlyAPersonMay() {
    return Remedies.policies().stream()
        .map(policy -> DynamicTest.dynamicTest(policy.rule().alert(), () -> check(policy)));
  }

  private static void check(Policy policy) {
    assertThat(RULES).as("a rule that is not in a group never fires").contains(policy.rule());
    if (policy.steps().isEmpty()) {
      // A reviewed reason is a sentence, not a word.
      assertThat(policy.onlyAPersonBecause().split("\\s+")).hasSizeGreaterThanOrEqualTo(5);
    } else {
      assertThat(policy.steps()).allSatisfy(step -> assertThat(step.verifyWithin()).isPositive());
      assertThat(policy.attemptsPerHour()).isPositive();
      assertThat(policy.cooldown()).isPositive();
    }
  }
}
