package org.bbbfleet.app.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.bbbfleet.lab.packages.Command;

/**
 * What a shipped policy mends: Prometheus sees the fault, Alertmanager notifies the service, the
 * guards let the steps pass or a person approves what is proposed, and the signal says that it is
 * well.
 *
 * @param name the action that mends, with those before it
 * @param fault what is broken, for the table
 * @param action the one whose begin is measured
 * @param breaks breaks it; what it prints is said
 * @param approved what happens once a proposed step was approved, by the action's name
 * @param after what the test insists on besides, and how it is as it was
 */
record PolicyRemedy(
    String name,
    String fault,
    String alert,
    String host,
    String action,
    Consumer<RemedyFleet> breaks,
    BiConsumer<RemedyFleet, String> approved,
    Consumer<RemedyFleet> after)
    implements Remedy {
  private static final Duration FIRES = Duration.ofMinutes(8);
  private static final Duration MENDED = Duration.ofMinutes(8);

  /** One without an approval and without more to look at. */
  static PolicyRemedy of(
      String name,
      String fault,
      String alert,
      String host,
      String action,
      Consumer<RemedyFleet> breaks) {
    return new PolicyRemedy(
        name, fault, alert, host, action, breaks, (fleet, step) -> {}, fleet -> {});
  }

  PolicyRemedy onceApproved(BiConsumer<RemedyFleet, String> more) {
    return new PolicyRemedy(name, fault, alert, host, action, breaks, more, after);
  }

  PolicyRemedy andThen(Consumer<RemedyFleet> more) {
    return new PolicyRemedy(name, fault, alert, host, action, breaks, approved, more);
  }

  @Override
  public void prove(RemedyFleet fleet, RemedyTable table) {
    fleet.gone(alert, host);
    long before = fleet.lastEvent();
    breaks.accept(fleet);
    Instant broken = Instant.now();
    fleet.say("broken: " + fault);
    JsonNode opened =
        fleet.await(alert + " to fire", FIRES, () -> first(fleet.events(before), "opened"));
    Instant fires =
        fleet
            .alert(alert, Map.of("host", host))
            .map(one -> Instant.parse(one.path("startsAt").asText()))
            .orElseGet(() -> at(opened));
    String incident = opened.path("incident").asText();
    JsonNode healed = healed(fleet, before, incident);
    List<JsonNode> events = of(fleet.events(before), incident);
    events.forEach(
        event ->
            fleet.say(
                RemedyTable.seconds(broken, at(event))
                    + " s after: "
                    + event.path("kind").asText()
                    + ": "
                    + event.path("text").asText()));
    JsonNode began =
        events.stream()
            .filter(event -> event.path("kind").asText().equals("action_started"))
            .filter(event -> event.path("text").asText().startsWith(action))
            .reduce((first, last) -> last)
            .orElseThrow();
    table.write(
        new RemedyTable.Row(
            name, fault, RemedyTable.seconds(broken, fires), broken, at(began), at(healed)));
    after.accept(fleet);
    fleet.gone(alert, host);
  }

  /** Approves what is proposed, until it is healed. */
  private JsonNode healed(RemedyFleet fleet, long before, String incident) {
    long seen = before;
    while (true) {
      long from = seen;
      JsonNode next =
          fleet.await(
              alert + " to be mended",
              MENDED,
              () -> {
                List<JsonNode> events = of(fleet.events(from), incident);
                return first(events, "approval_asked")
                    .or(() -> first(events, "healed"))
                    .or(() -> first(events, "escalated"))
                    .or(() -> first(events, "resolved"));
              });
      if (!next.path("kind").asText().equals("approval_asked")) {
        assertThat(next.path("kind").asText())
            .as("%s", of(fleet.events(before), incident))
            .isEqualTo("healed");
        return next;
      }
      seen = next.path("id").asLong();
      String asked = next.path("text").asText();
      fleet.say("proposed: " + asked);
      Command.Output answer = fleet.fleet("approve", incident, "--reason", "mend it");
      assertThat(answer.out()).as(answer.err()).contains("approved");
      approved.accept(fleet, asked);
    }
  }

  private Optional<JsonNode> first(List<JsonNode> events, String kind) {
    return events.stream()
        .filter(event -> event.path("alert").asText().equals(alert))
        .filter(event -> event.path("host").asText().equals(host))
        .filter(event -> event.path("kind").asText().equals(kind))
        .findFirst();
  }

  private static List<JsonNode> of(List<JsonNode> events, String incident) {
    return events.stream()
        .filter(event -> event.path("incident").asText().equals(incident))
        .toList();
  }

  private static Instant at(JsonNode event) {
    return Instant.parse(event.path("at").asText());
  }
}
