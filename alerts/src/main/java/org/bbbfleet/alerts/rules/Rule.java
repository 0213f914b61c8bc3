package org.bbbfleet.alerts.rules;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.bbbfleet.core.promql.Expr;

/**
 * An alert rule: the expression that is true while something is broken, and how its data comes to
 * us, so that "well" can be told from "not measured".
 *
 * @param alert CamelCase name
 * @param broken gives a sample, with at least the label {@code host}, for each thing that is broken
 * @param pending how long it must be broken before it fires
 * @param severity how much it hurts
 * @param evidence where the data comes from
 * @param summary one sentence without particulars
 * @param description one or two sentences with particulars; may use {@code {{ $labels.x }}}
 * @param runbook what it means, what it disturbs, how to look, how to mend: Markdown paragraphs
 * @param well gives a sample for each thing that works again; where it is there, "not broken" alone
 *     is not yet well
 */
public record Rule(
    String alert,
    Expr broken,
    Duration pending,
    Severity severity,
    Evidence evidence,
    String summary,
    String description,
    String runbook,
    Optional<Expr> well) {
  public Rule {
    requireNonNull(well, "well is null");
    requireNonNull(broken, "broken is null");
    requireNonNull(pending, "pending is null");
    requireNonNull(severity, "severity is null");
    requireNonNull(evidence, "evidence is null");
    if (!alert.matches("[A-Z][A-Za-z0-9]+")) {
      throw new IllegalArgumentException("not a CamelCase alert name: " + alert);
    }
    for (String text : new String[] {summary, description, runbook}) {
      if (text.isBlank()) {
        throw new IllegalArgumentException(alert + ": a text is missing");
      }
    }
  }

  /** A rule for which it is well when it is not broken. */
  public Rule(
      String alert,
      Expr broken,
      Duration pending,
      Severity severity,
      Evidence evidence,
      String summary,
      String description,
      String runbook) {
    this(
        alert,
        broken,
        pending,
        severity,
        evidence,
        summary,
        description,
        runbook,
        Optional.empty());
  }

  /**
   * The same rule, well only when this gives a sample: for things that can fail in another way than
   * the alert's.
   */
  public Rule wellWhen(Expr works) {
    return new Rule(
        alert,
        broken,
        pending,
        severity,
        evidence,
        summary,
        description,
        runbook,
        Optional.of(works));
  }
}
