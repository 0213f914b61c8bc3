package org.bbbfleet.lab.freeswitch;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What commands changed since the recording: conferences that were hung up, channels that were
 * ended, profiles that were started. Their answers are the original's by its source; only {@code
 * sofia} and the lists were recorded.
 */
final class Deeds {
  private static final Pattern HANG_UP = Pattern.compile("conference ([0-9]+) hup all");
  private static final Pattern KILL = Pattern.compile("uuid_kill ([0-9a-f-]+)");
  private static final Pattern PROFILE = Pattern.compile("sofia profile (\\S+) (start|rescan)");

  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final Set<String> killed = ConcurrentHashMap.newKeySet();
  private final Set<String> deathless = ConcurrentHashMap.newKeySet();
  private final Set<String> started = ConcurrentHashMap.newKeySet();

  /** What is not asked for by its name answers to nothing that was done. */
  void forget() {
    ended.clear();
    killed.clear();
    deathless.clear();
    started.clear();
  }

  /** From now on this channel says yes when it is to end, and stays. */
  void neverEnds(String channel) {
    deathless.add(channel);
  }

  /** Whether a profile was started that the scenario lacks. */
  boolean started() {
    return !started.isEmpty();
  }

  /** Does what a command says, if it is one that changes something. */
  Optional<String> done(String command, Answers answers) {
    Matcher hangUp = HANG_UP.matcher(command);
    if (hangUp.matches()
        && lists(answers, "conference list summary", "Conference " + hangUp.group(1) + " (")) {
      ended.add(hangUp.group(1));
      return Optional.of("OK hup 1\n");
    }
    Matcher kill = KILL.matcher(command);
    if (kill.matches()
        && lists(answers, "show channels as json", "\"uuid\":\"" + kill.group(1) + "\"")) {
      if (!deathless.contains(kill.group(1))) {
        killed.add(kill.group(1));
      }
      return Optional.of("+OK\n");
    }
    Matcher profile = PROFILE.matcher(command);
    if (profile.matches()) {
      boolean runs =
          answers.to("sofia status").toString().contains(" " + profile.group(1) + "\tprofile");
      if (profile.group(2).equals("rescan")) {
        return Optional.of(runs ? "+OK scan complete\n" : "Invalid Profile!\n");
      }
      started.add(profile.group(1));
      return Optional.of(profile.group(1) + " started successfully\n");
    }
    return command.equals("fsctl pause inbound") || command.equals("fsctl resume inbound")
        ? Optional.of("+OK\n")
        : Optional.empty();
  }

  private static boolean lists(Answers answers, String command, String what) {
    return answers.to(command).toString().contains(what);
  }

  /** An answer without what is gone. */
  Buffer without(String command, Buffer answer) {
    if (command.equals("conference list summary") && !ended.isEmpty()) {
      String left =
          answer
              .toString()
              .lines()
              .filter(
                  line -> ended.stream().noneMatch(n -> line.contains("Conference " + n + " (")))
              .collect(Collectors.joining("\n"));
      return Buffer.buffer(left.isEmpty() ? "+OK No active conferences.\n" : left + "\n");
    }
    if (command.equals("conference json_list compact") && !ended.isEmpty()) {
      JsonArray left = new JsonArray();
      for (Object one : new JsonArray(answer)) {
        if (!(one instanceof JsonObject room
            && ended.contains(room.getString("conference_name")))) {
          left.add(one);
        }
      }
      return left.toBuffer();
    }
    if (command.equals("show channels as json") && !killed.isEmpty()) {
      String left = answer.toString();
      for (String channel : killed) {
        left = left.replace("\"uuid\":\"" + channel + "\"", "\"uuid\":\"\"");
      }
      return Buffer.buffer(left);
    }
    return answer;
  }
}
