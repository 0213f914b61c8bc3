package org.bbbfleet.lab.freeswitch;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the switch says to api commands: its recorded answers first, then as it would have. */
final class Answers {
  private static final Set<String> KNOWN =
      Set.of(
          "conference",
          "fsctl",
          "global_getvar",
          "hupall",
          "json",
          "module_exists",
          "reloadxml",
          "show",
          "sofia",
          "status",
          "uptime",
          "uuid_dump",
          "uuid_kill",
          "uuid_set_media_stats",
          "version");

  private final Recordings recordings;
  private final Media media;
  private final InstantSource clock;
  private final Map<String, Buffer> own = new ConcurrentHashMap<>();
  private final Deeds deeds = new Deeds();
  private volatile Scenario scenario;

  Answers(Recordings recordings, Scenario scenario, InstantSource clock) {
    this.recordings = recordings;
    this.media = new Media(recordings.hangup());
    this.scenario = scenario;
    this.clock = clock;
  }

  Scenario scenario() {
    return scenario;
  }

  /** Another scenario; answers set by hand are forgotten. */
  void scenario(Scenario other) {
    own.clear();
    deeds.forget();
    scenario = other;
  }

  /** From now on this body is the answer to this command. */
  void put(String command, Buffer body) {
    own.put(command, body);
  }

  /** What commands changed. */
  Deeds deeds() {
    return deeds;
  }

  /** The body of the answer to {@code api COMMAND}. */
  Buffer to(String command) {
    Buffer set = own.get(command);
    if (set != null) {
      return deeds.without(command, set);
    }
    Optional<String> done = deeds.done(command, this);
    if (done.isPresent()) {
      return text(done.get());
    }
    // The one answer that tells the time: a recorded one would look like a wrong clock.
    if (command.equals("strepoch")) {
      return text(Long.toString(clock.instant().getEpochSecond()));
    }
    // It depends on the direction, and only the form without one was recorded.
    if (command.equals("fsctl pause_check inbound")) {
      return text(
          Boolean.toString(scenario == Scenario.PAUSED || scenario == Scenario.PAUSED_INBOUND));
    }
    if (command.startsWith("json ")) {
      return json(command.substring(5));
    }
    return deeds.without(command, recorded(command).orElseGet(() -> text(unrecorded(command))));
  }

  private Optional<Buffer> recorded(String command) {
    Scenario from = scenario;
    String name = word(command);
    Optional<Buffer> answer = recordings.answer(from, command);
    if (command.equals("sofia status") && deeds.started() && from.base().isPresent()) {
      return recordings.answer(from.base().get(), command);
    }
    if (answer.isPresent() || from.base().isEmpty()) {
      return answer;
    }
    if (from == Scenario.UNLOADED && (name.equals("conference") || name.equals("sofia"))) {
      return Optional.of(text("-ERR " + name + " Command not found!\n"));
    }
    if (from == Scenario.NO_SQL && name.equals("show")) {
      return recordings.answer(from, "show calls count");
    }
    for (Optional<Scenario> base = from.base(); base.isPresent(); base = base.get().base()) {
      Optional<Buffer> inherited = recordings.answer(base.get(), command);
      if (inherited.isPresent()) {
        return inherited;
      }
    }
    return Optional.empty();
  }

  private String unrecorded(String command) {
    String[] words = command.split(" ");
    String second = words.length > 1 ? words[1] : "";
    String third = words.length > 2 ? words[2] : "";
    return switch (word(command)) {
      case "conference" -> "-ERR Conference " + second + " not found\n";
      case "show" -> recorded("show nosuch").map(Buffer::toString).orElse("-USAGE: \n");
      case "uptime" -> recorded("uptime parsecs").map(Buffer::toString).orElse("-USAGE: \n");
      case "sofia" ->
          second.equals("status") && third.equals("gateway")
              ? "Invalid Gateway!\n"
              : "Invalid Profile!\n";
      case "module_exists" -> "false";
      case "uuid_dump", "uuid_set_media_stats" ->
          exists(second) ? media.answer(words[0], second) : "-ERR No such channel!\n";
      case "uuid_kill" -> "-ERR No such channel!\n";
      case "hupall" -> "+OK hangup all channels with cause MANAGER_REQUEST\n";
      case "reloadxml" -> "+OK [Success]\n";
      default ->
          KNOWN.contains(word(command))
              ? "-ERR no reply\n"
              : "-ERR " + word(command) + " Command not found!\n";
    };
  }

  private boolean exists(String channel) {
    return !channel.isEmpty()
        && recorded("show channels as json")
            .map(list -> list.toString().contains("\"uuid\":\"" + channel + "\""))
            .orElse(false);
  }

  /** What it knows of its channels' sound. */
  Media media() {
    return media;
  }

  // Recorded for one spelling only, but clients space their JSON as they like.
  private Buffer json(String text) {
    JsonObject request;
    try {
      request = new JsonObject(text);
    } catch (DecodeException e) {
      return text("-ERR Parse error.\n");
    }
    if ("status".equals(request.getValue("command")) && request.containsKey("data")) {
      return recorded("json {\"command\":\"status\",\"data\":\"\"}").orElseThrow();
    }
    request
        .put("status", "error")
        .put("message", "Invalid request or non-existant command")
        .putNull("response");
    return text(request.encode() + "\n");
  }

  private static String word(String command) {
    int blank = command.indexOf(' ');
    return blank < 0 ? command : command.substring(0, blank);
  }

  private static Buffer text(String text) {
    return Buffer.buffer(text);
  }
}
