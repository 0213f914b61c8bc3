package org.bbbfleet.provisioning.facts;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** Reads what {@link FactsScript} printed. Distrusts every word of it. */
public final class FactsParser {
  private final Questions questions;
  private final String host;
  private final Facts.Found found = new Facts.Found();
  private final List<String> paths;
  private final List<String> hashed;
  private final List<Integer> presentFiles = new ArrayList<>();
  private final List<String[]> stats = new ArrayList<>();
  private final List<Integer> presentHashes = new ArrayList<>();
  private final List<String> hashes = new ArrayList<>();
  private final List<Map<String, String>> unitBlocks = new ArrayList<>();
  private Optional<AnswersReader> answers = Optional.empty();
  private boolean inUnits;

  private FactsParser(Questions questions, String host) {
    this.questions = questions;
    this.host = host;
    this.paths = questions.paths();
    this.hashed = List.copyOf(questions.contents());
  }

  /**
   * The facts of an answer.
   *
   * @throws FleetException (PROTOCOL) when the answer is cut or is not what the script prints
   */
  public static Facts parse(Questions questions, String host, String answer) {
    return new FactsParser(questions, host).parse(answer);
  }

  private Facts parse(String answer) {
    List<String> lines = answer.lines().toList();
    // A login's own greeting may come before our first line.
    int first = lines.indexOf(FactsScript.HEADER);
    if (first < 0 || !lines.get(lines.size() - 1).equals(FactsScript.END)) {
      throw bad(
          lines.isEmpty()
              ? "nothing came back"
              : "the last line was: " + lines.get(lines.size() - 1));
    }
    for (String line : lines.subList(first + 1, lines.size() - 1)) {
      try {
        line(line);
      } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
        throw bad("it holds the line: " + line);
      }
    }
    files();
    units();
    answers();
    return new Facts(questions, found);
  }

  private void line(String line) {
    if (inUnits) {
      unitLine(line);
      return;
    }
    if (line.startsWith("= ")) {
      answers.orElseThrow(() -> new IllegalArgumentException(line)).line(line.substring(2));
      return;
    }
    String[] word = line.split(" ", -1);
    switch (word[0]) {
      case "" -> {}
      case "questions" ->
          answers = Optional.of(new AnswersReader(List.copyOf(questions.others()), word[1]));
      case "login" -> found.userId = Integer.parseInt(word[1]);
      case "os" -> {
        String[] os = line.substring(3).split(" \\. ", -1);
        found.os = os[0];
        found.release = os[1];
        found.machine = os[2];
      }
      case "size" ->
          found.size =
              new HostSize(
                  Integer.parseInt(word[1]),
                  Math.multiplyExact(Long.parseLong(word[2]), 1024L),
                  Math.multiplyExact(Long.parseLong(word[3]), Long.parseLong(word[4])));
      case "pending" -> found.pendingHandlers.add(word[1]);
      case "files" -> numbers(word, paths.size(), presentFiles);
      case "stat" -> stats.add(word);
      case "hashes" -> numbers(word, hashed.size(), presentHashes);
      case "sha" -> hashes.add(word[1]);
      case "link" ->
          found.links.put(
              List.copyOf(questions.links()).get(Integer.parseInt(word[1]) - 1), decode(word[2]));
      case "package" -> {
        found.packageStates.put(word[1], word[2]);
        if (word[2].equals("installed")) {
          found.packages.put(word[1], word[3]);
        }
        if (word.length > 4 && word[4].equals("hold")) {
          found.heldPackages.add(word[1]);
        }
      }
      case "user" -> {
        found.users.put(word[1], Integer.parseInt(word[2]));
        found.groups.put(word[1], new HashSet<>(List.of(Arrays.copyOfRange(word, 3, word.length))));
      }
      case "units" -> {
        inUnits = true;
        unitBlocks.add(new HashMap<>());
      }
      case "java" -> found.java = Optional.of(new Facts.Java(word[1], decode(word[2])));
      case "page" ->
          found.pages.put(
              List.copyOf(questions.pages()).get(Integer.parseInt(word[1]) - 1),
              page(decode(word[2])));
      default -> throw new IllegalArgumentException(line);
    }
  }

  private void unitLine(String line) {
    if (line.equals("units-end")) {
      inUnits = false;
    } else if (line.isEmpty()) {
      unitBlocks.add(new HashMap<>());
    } else {
      int equals = line.indexOf('=');
      if (equals > 0) {
        unitBlocks
            .get(unitBlocks.size() - 1)
            .put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
  }

  private void files() {
    if (stats.size() != presentFiles.size() || hashes.size() != presentHashes.size()) {
      throw bad("files came or went while it looked");
    }
    Map<String, String> shas = new LinkedHashMap<>();
    for (int i = 0; i < hashes.size(); i++) {
      shas.put(hashed.get(presentHashes.get(i) - 1), hashes.get(i));
    }
    for (int i = 0; i < stats.size(); i++) {
      String path = paths.get(presentFiles.get(i) - 1);
      String[] stat = stats.get(i);
      try {
        found.files.put(
            path,
            FileFact.of(
                Integer.parseInt(stat[1], 16), stat[2], stat[3], shas.getOrDefault(path, "")));
      } catch (NumberFormatException | IndexOutOfBoundsException e) {
        throw bad("it holds the line: " + String.join(" ", stat));
      }
    }
  }

  private void units() {
    List<String> names = List.copyOf(questions.units());
    List<Map<String, String>> blocks =
        unitBlocks.stream().filter(block -> !block.isEmpty()).toList();
    if (blocks.size() != names.size()) {
      throw bad(
          "systemctl told of "
              + blocks.size()
              + " units when asked for "
              + names.size()
              + ". Does systemd run there?");
    }
    for (int i = 0; i < names.size(); i++) {
      Map<String, String> block = blocks.get(i);
      found.units.put(
          names.get(i),
          new UnitFact(
              block.getOrDefault("LoadState", "not-found"),
              block.getOrDefault("ActiveState", "inactive"),
              block.getOrDefault("UnitFileState", ""),
              "yes".equals(block.get("NeedDaemonReload"))));
    }
  }

  private void answers() {
    found.answers = answers.map(AnswersReader::answers).orElse(Map.of());
    for (Question<?> question : questions.others()) {
      if (!found.answers.containsKey(question)) {
        throw bad("the answers were cut short before that of " + question);
      }
    }
  }

  private static void numbers(String[] words, int most, List<Integer> into) {
    Set<Integer> seen = new java.util.HashSet<>();
    for (String word : Arrays.asList(words).subList(1, words.length)) {
      int number = Integer.parseInt(word);
      if (number < 1 || number > most || !seen.add(number)) {
        throw new IllegalArgumentException(word);
      }
      into.add(number);
    }
  }

  private static PageFact page(String answer) {
    List<String> lines = answer.lines().toList();
    if (lines.isEmpty() || !lines.get(0).matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      return PageFact.NO_ANSWER;
    }
    return new PageFact(
        Integer.parseInt(lines.get(0).substring(9, 12)), lines.subList(1, lines.size()));
  }

  private static String decode(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private FleetException bad(String why) {
    return new FleetException(
        ErrorCategory.PROTOCOL,
        host + ": the facts can't be read: " + why + ". Nothing was changed. Run again.");
  }
}
