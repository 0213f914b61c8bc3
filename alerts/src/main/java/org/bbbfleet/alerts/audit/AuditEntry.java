package org.bbbfleet.alerts.audit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;

/**
 * Something that was decided or done, before it is a row.
 *
 * @param subject whom it is about
 * @param kind what sort of thing happened
 * @param who decided or did it: a person, or {@link #HEALER}
 * @param text what, in one line
 * @param why the reason, in one line; may be empty
 * @param evidence what it rests on: a signal's values, the guards' answers; may be empty
 * @param output what the action printed; may be empty
 * @param took how long it took, where that means something
 */
public record AuditEntry(
    Subject subject,
    EventKind kind,
    String who,
    String text,
    String why,
    String evidence,
    String output,
    Optional<Duration> took) {

  /** The program itself. */
  public static final String HEALER = "healer";

  public AuditEntry {
    requireNonNull(subject, "subject is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(took, "took is null");
  }

  /** What the healer did, without particulars. */
  public static AuditEntry of(Subject subject, EventKind kind, String text) {
    return new AuditEntry(subject, kind, HEALER, text, "", "", "", Optional.empty());
  }

  /** The same, by a person. */
  public AuditEntry by(String person) {
    return new AuditEntry(subject, kind, person, text, why, evidence, output, took);
  }

  /** The same, with its reason. */
  public AuditEntry because(String reason) {
    return new AuditEntry(subject, kind, who, text, reason, evidence, output, took);
  }

  /** The same, with what it rests on. */
  public AuditEntry seeing(String proof) {
    return new AuditEntry(subject, kind, who, text, why, proof, output, took);
  }

  /** The same, with what an action printed. */
  public AuditEntry printing(String printed) {
    return new AuditEntry(subject, kind, who, text, why, evidence, printed, took);
  }

  /** The same, with its duration. */
  public AuditEntry taking(Duration length) {
    return new AuditEntry(subject, kind, who, text, why, evidence, output, Optional.of(length));
  }
}
