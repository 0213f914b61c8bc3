package org.bbbfleet.alerts.escalation;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.audit.AuditHead;
import org.bbbfleet.alerts.audit.Plain;
import org.bbbfleet.alerts.audit.Redaction;
import org.bbbfleet.alerts.escalation.Channel.Call;
import org.bbbfleet.alerts.intake.AlertSink.Sent;

/** Escalations in words: as an alert, and as a message. */
final class Telling {
  private static final int LONGEST = 2000;
  private static final int MOST_IN_ONE = 20;

  private Telling() {}

  /** The alert that calls a person. */
  static Sent alert(Escalation escalation, Instant until, AuditHead head) {
    Map<String, String> annotations = new TreeMap<>();
    annotations.put("summary", text(escalation.headline()));
    annotations.put("seen", text(escalation.seen()));
    annotations.put("done", text(escalation.done()));
    annotations.put("output", text(escalation.output()));
    annotations.put("console", escalation.console().toString());
    annotations.put("runbook_url", escalation.runbook().toString());
    // What was known of the audit trail's end when a person was called: see fleet audit verify.
    annotations.put("audit_head", head.brief());
    annotations.values().removeIf(String::isEmpty);
    return new Sent(
        labels(escalation.alert(), escalation.host(), Long.toString(escalation.incident())),
        annotations,
        escalation.since(),
        until,
        escalation.console().toString());
  }

  /** The alert that says it is over: the same labels, and an end. */
  static Sent over(Escalation escalation, Instant now, AuditHead head) {
    return alert(escalation, now, head);
  }

  /** The alert that calls a person because a system does not answer. */
  static Sent silence(String system, String why, Instant since, Instant until, String link) {
    return new Sent(
        labels("SystemSilent", "", "none", system),
        Map.of("summary", text(system + " does not answer since " + since + ": " + why)),
        since,
        until,
        link);
  }

  private static Map<String, String> labels(String alert, String host, String incident) {
    return labels(alert, host, incident, "");
  }

  private static Map<String, String> labels(
      String alert, String host, String incident, String system) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("alertname", Escalation.ALERT);
    labels.put("alert", Plain.line(alert, 200));
    labels.put("host", Plain.line(host, 200));
    labels.put("incident", incident);
    labels.put("system", system);
    labels.put("severity", "critical");
    labels.values().removeIf(String::isEmpty);
    return labels;
  }

  /** One message for all that are new, so that a storm is not a thousand mails. */
  static Call call(List<Escalation> escalations) {
    Escalation first = escalations.get(0);
    String subject =
        escalations.size() == 1
            ? "BBB Fleet needs you: " + first.headline()
            : "BBB Fleet needs you: " + escalations.size() + " incidents, first " + first.alert();
    return new Call(subject, body(escalations, Telling::story), "firing", escalations);
  }

  /** One message that these are over. */
  static Call over(List<Escalation> escalations) {
    Escalation first = escalations.get(0);
    String subject =
        escalations.size() == 1
            ? "BBB Fleet: over: " + first.alert() + " on " + first.host()
            : "BBB Fleet: " + escalations.size() + " incidents are over";
    return new Call(subject, body(escalations, Escalation::headline), "resolved", escalations);
  }

  /**
   * One message that a person takes care of these: nothing is over yet, and nobody else is wanted.
   */
  static Call taken(List<Escalation> escalations, String who) {
    Escalation first = escalations.get(0);
    String taker = Plain.line(who, 100);
    String subject =
        escalations.size() == 1
            ? "BBB Fleet: taken by " + taker + ": " + first.alert() + " on " + first.host()
            : "BBB Fleet: " + escalations.size() + " incidents are taken by " + taker;
    return new Call(subject, body(escalations, Escalation::headline), "taken", escalations);
  }

  private static String body(
      List<Escalation> escalations, java.util.function.Function<Escalation, String> each) {
    String text =
        escalations.stream().limit(MOST_IN_ONE).map(each).collect(Collectors.joining("\n\n"));
    int more = escalations.size() - MOST_IN_ONE;
    return more > 0 ? text + "\n\nand " + more + " more: see the console\n" : text + "\n";
  }

  private static String story(Escalation escalation) {
    return "incident "
        + escalation.incident()
        + ": "
        + text(escalation.headline())
        + part("seen", escalation.seen())
        + part("done", escalation.done())
        + part("output", escalation.output())
        + "\nsince    "
        + escalation.since()
        + "\nconsole  "
        + escalation.console()
        + "\nrunbook  "
        + escalation.runbook()
        + "\ntake it  fleet take "
        + escalation.incident();
  }

  private static String part(String name, String text) {
    return text.isBlank() ? "" : "\n" + name + ":\n  " + text(text).replace("\n", "\n  ");
  }

  private static String text(String text) {
    return Plain.lines(Redaction.of(text), LONGEST);
  }
}
