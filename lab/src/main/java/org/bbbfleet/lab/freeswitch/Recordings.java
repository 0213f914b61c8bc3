package org.bbbfleet.lab.freeswitch;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a real FreeSWITCH answered, by scenario and command. Immutable once loaded. */
final class Recordings {
  private final Map<Scenario, Map<String, Buffer>> answers = new EnumMap<>(Scenario.class);
  private final Map<Scenario, Map<String, Buffer>> heartbeats = new EnumMap<>(Scenario.class);
  private final Map<String, List<Buffer>> calls = new HashMap<>();

  private Recordings() {}

  /** Reads the recordings from this module's resources; some hundred small files. */
  static Recordings load() {
    Recordings recordings = new Recordings();
    String index = read("index.tsv").toString(StandardCharsets.UTF_8);
    index
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", 3))
        .forEach(row -> recordings.add(row[0], Scenario.of(row[1]), row[2]));
    return recordings;
  }

  /** What was answered to an api command in this scenario itself. */
  Optional<Buffer> answer(Scenario scenario, String command) {
    return Optional.ofNullable(answers.getOrDefault(scenario, Map.of()).get(command));
  }

  /** The body of a HEARTBEAT event in the scenario or, if it was not recorded, in its base. */
  Buffer heartbeat(Scenario scenario, String format) {
    Buffer own = heartbeats.getOrDefault(scenario, Map.of()).get(format);
    return own != null ? own : heartbeat(scenario.base().orElseThrow(), format);
  }

  /** The bodies of the events of one member who joins and leaves: create, add, hangup, del. */
  List<Buffer> call(String format) {
    return calls.getOrDefault(format, List.of());
  }

  /** What the switch told when a call ended, with the figures of its sound; as JSON. */
  Buffer hangup() {
    return read("hangup-complete.json");
  }

  private void add(String name, Scenario scenario, String command) {
    List<Frame> frames = Frame.parse(read(name + ".s2c"));
    if (command.startsWith("api ")) {
      frames.stream()
          .filter(frame -> frame.type().equals("api/response"))
          .findFirst()
          .ifPresent(frame -> map(answers, scenario).put(command.substring(4), frame.body()));
      return;
    }
    String format = command.split(" ")[1];
    List<Buffer> events = new ArrayList<>();
    frames.stream()
        .filter(frame -> frame.type().startsWith("text/event-"))
        .forEach(frame -> events.add(frame.body()));
    if (command.endsWith(" HEARTBEAT")) {
      map(heartbeats, scenario).put(format, events.get(0));
    } else {
      calls.put(format, events);
    }
  }

  private static Map<String, Buffer> map(Map<Scenario, Map<String, Buffer>> all, Scenario key) {
    return all.computeIfAbsent(key, absent -> new HashMap<>());
  }

  private static Buffer read(String name) {
    try (InputStream in = Recordings.class.getResourceAsStream("/esl/" + name)) {
      if (in == null) {
        throw new IllegalStateException("resource /esl/" + name + " is missing");
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("reading resource /esl/" + name, e);
    }
  }
}
