package org.bbbfleet.alerts.action;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of the healer's script: sh functions for one kind of thing. Its first lines say what it
 * adds:
 *
 * <pre>
 * # request: restart-unit UNIT: restarts a unit
 * # list: units: units that may be touched: a name or a shell pattern
 * </pre>
 *
 * A request of that name with that many words is answered by the function of its name, with {@code
 * _} for each dash. A list is the file {@code /etc/bbb-fleet/heal.NAME} of the host.
 *
 * @param name the file beside this class, {@code heal/NAME.sh}
 * @param requests what it answers
 * @param lists what it obeys: meanings by name
 * @param functions its text without those lines
 */
record HealFragment(
    String name, List<Request> requests, Map<String, String> lists, String functions) {
  private static final Pattern REQUEST =
      Pattern.compile("# request: ([a-z][a-z0-9-]*)((?: [A-Z]+)*): (.+)");
  private static final Pattern LIST = Pattern.compile("# list: ([a-z][a-z0-9-]*): (.+)");

  HealFragment {
    requireNonNull(name, "name is null");
    requests = List.copyOf(requests);
    lists = Map.copyOf(lists);
    requireNonNull(functions, "functions is null");
  }

  /**
   * Something that the script can be asked for.
   *
   * @param verb its first word
   * @param words what follows, by the names that documents give them
   * @param meaning for people
   */
  record Request(String verb, List<String> words, String meaning) {
    Request {
      words = List.copyOf(words);
    }

    /** As it is asked. */
    String usage() {
      return words.isEmpty() ? verb : verb + " " + String.join(" ", words);
    }

    /** The function that answers it. */
    String function() {
      return verb.replace('-', '_');
    }
  }

  /** The fragment of this name. */
  static HealFragment named(String name) {
    return parse(name, resource(name));
  }

  /**
   * Reads a fragment.
   *
   * @throws IllegalArgumentException when it asks for nothing, or a request has no function
   */
  static HealFragment parse(String name, String text) {
    List<Request> requests = new ArrayList<>();
    Map<String, String> lists = new TreeMap<>();
    StringBuilder rest = new StringBuilder();
    for (String line : text.lines().toList()) {
      Matcher request = REQUEST.matcher(line);
      Matcher list = LIST.matcher(line);
      if (request.matches()) {
        String words = request.group(2).strip();
        requests.add(
            new Request(
                request.group(1),
                words.isEmpty() ? List.of() : List.of(words.split(" ")),
                request.group(3)));
      } else if (list.matches()) {
        lists.put(list.group(1), list.group(2));
      } else {
        rest.append(line).append('\n');
      }
    }
    for (Request request : requests) {
      if (!("\n" + rest).contains("\n" + request.function() + "() {\n")) {
        throw new IllegalArgumentException(
            "heal/" + name + ".sh has no function " + request.function());
      }
    }
    if (requests.isEmpty()) {
      throw new IllegalArgumentException("heal/" + name + ".sh answers no request");
    }
    return new HealFragment(name, requests, lists, rest.toString().strip() + "\n");
  }

  /** A file beside this class, by its name without {@code .sh}. */
  static String resource(String name) {
    try (InputStream file = HealFragment.class.getResourceAsStream("heal/" + name + ".sh")) {
      if (file == null) {
        throw new IllegalArgumentException("heal/" + name + ".sh is not on the class path");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
