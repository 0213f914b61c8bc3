package org.bbbfleet.alerts.escalation;

import java.net.URI;
import java.time.Duration;
import org.bbbfleet.core.config.Section;

/**
 * How people are called.
 *
 * @param base where people reach the console
 * @param alertmanager whether Alertmanager brings an escalation to people
 * @param use when the direct channels are used
 * @param patience how long Alertmanager may refuse an escalation before people are called directly
 * @param repost how often Alertmanager is told again that a person is still wanted
 * @param again how often people are called directly while nobody takes it
 * @param silentAfter how long Alertmanager or Prometheus may not answer before people are called
 */
public record EscalationConfig(
    URI base,
    Alertmanager alertmanager,
    Use use,
    Duration patience,
    Duration repost,
    Duration again,
    Duration silentAfter) {

  /** What Alertmanager does with an escalation that it takes. */
  public enum Alertmanager {
    /** It has a receiver who brings it to people. */
    CALLS,
    /** It only shows it: nobody is called by that. */
    SHOWS
  }

  /** When the direct channels are used. */
  public enum Use {
    /** When Alertmanager does not take an escalation. */
    FALLBACK,
    /** For each escalation. */
    ALWAYS
  }

  /** The defaults. */
  public static EscalationConfig standard() {
    return new EscalationConfig(
        URI.create("http://127.0.0.1:9780/"),
        Alertmanager.CALLS,
        Use.FALLBACK,
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        Duration.ofHours(4),
        Duration.ofMinutes(5));
  }

  /** From the {@code escalation} section of the service's configuration. */
  public static EscalationConfig read(Section section) {
    EscalationConfig standard = standard();
    String use = section.string("direct", "fallback");
    if (!use.equals("fallback") && !use.equals("always")) {
      section.problem("direct", "must be fallback or always, not " + use);
    }
    String alertmanager = section.string("alertmanager", "calls");
    if (!alertmanager.equals("calls") && !alertmanager.equals("shows")) {
      section.problem("alertmanager", "must be calls or shows, not " + alertmanager);
    }
    URI base = section.url("console").orElse(standard.base);
    return new EscalationConfig(
        base.toString().endsWith("/") ? base : URI.create(base + "/"),
        alertmanager.equals("shows") ? Alertmanager.SHOWS : Alertmanager.CALLS,
        use.equals("always") ? Use.ALWAYS : Use.FALLBACK,
        section.duration("patience", standard.patience),
        section.duration("repost", standard.repost),
        section.duration("again", standard.again),
        section.duration("silent_after", standard.silentAfter));
  }

  /** So long an escalation lives in Alertmanager without being sent again. */
  Duration life() {
    return repost.multipliedBy(5);
  }
}
