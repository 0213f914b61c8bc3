package org.bbbfleet.app.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bbbfleet.lab.packages.Command;

/**
 * What no shipped policy orders, so that a person does: {@code fleet heal}, or another command, as
 * typed. That it is mended is looked at where it was broken.
 *
 * @param order the command line, made once it is broken
 * @param well whether it works again
 */
record HandRemedy(
    String name,
    String fault,
    Consumer<RemedyFleet> breaks,
    Function<RemedyFleet, List<String>> order,
    Predicate<RemedyFleet> well,
    Consumer<RemedyFleet> after)
    implements Remedy {
  private static final Duration SOON = Duration.ofMinutes(2);

  static HandRemedy of(
      String name,
      String fault,
      Consumer<RemedyFleet> breaks,
      Function<RemedyFleet, List<String>> order,
      Predicate<RemedyFleet> well) {
    return new HandRemedy(name, fault, breaks, order, well, fleet -> {});
  }

  HandRemedy andThen(Consumer<RemedyFleet> more) {
    return new HandRemedy(name, fault, breaks, order, well, more);
  }

  /** The words of {@code fleet heal}. */
  static List<String> heal(String action, String host, String... parameters) {
    List<String> words = new ArrayList<>(List.of("heal", action, "--host", host));
    for (String parameter : parameters) {
      words.add("--param");
      words.add(parameter);
    }
    words.add("--reason");
    words.add("it is broken");
    return words;
  }

  @Override
  public void prove(RemedyFleet fleet, RemedyTable table) {
    breaks.accept(fleet);
    assertThat(well.test(fleet)).as("it is broken: " + fault).isFalse();
    Instant broken = Instant.now();
    fleet.say("broken: " + fault);
    long before = fleet.lastEvent();
    List<String> words = order.apply(fleet);
    Command.Output output =
        fleet.fleet(words.get(0), words.subList(1, words.size()).toArray(String[]::new));
    fleet.say(String.join(" ", words) + "\n" + output.out() + output.err());
    assertThat(output.status()).as(output.out() + output.err()).isZero();
    fleet.await(
        name + " to help", SOON, () -> Optional.of(well.test(fleet)).filter(Boolean::booleanValue));
    Instant healed = Instant.now();
    JsonNode began =
        fleet.events(before).stream()
            .filter(event -> event.path("kind").asText().equals("action_started"))
            .filter(event -> event.path("alert").asText().equals("ByHand"))
            .findFirst()
            .orElseThrow();
    table.write(
        new RemedyTable.Row(
            name, fault, "ordered", broken, Instant.parse(began.path("at").asText()), healed));
    after.accept(fleet);
  }
}
