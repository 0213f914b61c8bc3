package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An explanation of a policy, as lines. */
final class ExplainView {
  private ExplainView() {}

  static List<String> lines(JsonNode answer) {
    List<String> lines = new ArrayList<>();
    String role = answer.path("role").asText();
    String origin = answer.path("origins").path("steps").asText();
    lines.add(
        answer.path("alert").asText()
            + " on "
            + answer.path("host").asText()
            + " → policy "
            + (role.isEmpty() ? "fleet" : role)
            + " ("
            + origin
            + ")");
    if (!answer.path("onlyAPersonBecause").asText().isEmpty()) {
      lines.add("  only a person may act: " + answer.path("onlyAPersonBecause").asText());
    }
    int number = 1;
    for (JsonNode step : answer.path("steps")) {
      String because = step.path("because").asText();
      lines.add(
          String.format(
                  "  %d %-32s %-8s %s",
                  number,
                  step.path("action").asText(),
                  step.path("verdict").asText().toUpperCase(Locale.ROOT),
                  because.isEmpty()
                      ? ""
                      : "because of " + step.path("guard").asText() + ": " + because)
              .stripTrailing());
      number++;
    }
    lines.add(
        String.format(
            "  %d %-32s %s",
            number,
            "a person",
            "when nothing helped, or after "
                + answer.path("approvalPatience").asLong() / 60
                + " min without approval"));
    if (answer.path("well").asBoolean()) {
      lines.add("  now nothing would be done: the signal is well.");
    }
    JsonNode first = answer.path("steps").path(0);
    if (!first.isMissingNode()) {
      lines.add("  guards of step 1:");
      first.path("guards").forEach(guard -> lines.add("  " + guard(guard)));
    }
    lines.add(
        "  cooldown "
            + answer.path("origins").path("cooldown").asText()
            + ", attempts "
            + answer.path("origins").path("attempts_per_hour").asText()
            + ".   override: "
            + answer.path("file").asText());
    return lines;
  }

  /** Guards' answers: those that passed in one line, each other in a line of its own. */
  static List<String> guards(JsonNode guards) {
    List<String> lines = new ArrayList<>();
    List<String> passed = new ArrayList<>();
    for (JsonNode guard : guards) {
      if (guard.path("decision").asText().equals("pass")) {
        passed.add(guard.path("guard").asText());
      } else {
        lines.add(guard(guard));
      }
    }
    if (!passed.isEmpty()) {
      lines.add(0, "  ✓ " + String.join(" ", passed));
    }
    return lines;
  }

  /** One guard's answer. */
  static String guard(JsonNode guard) {
    String mark =
        switch (guard.path("decision").asText()) {
          case "pass" -> "✓";
          case "wait" -> "…";
          case "ask" -> "?";
          case "well" -> "○";
          default -> "✗";
        };
    return String.format(
        "  %s %-12s %s", mark, guard.path("guard").asText(), guard.path("reason").asText());
  }
}
