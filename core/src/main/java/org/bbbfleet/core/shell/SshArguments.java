package org.bbbfleet.core.shell;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The arguments for {@code ssh} that inventories carry in {@code ansible_ssh_common_args} and its
 * like, as settings. {@code -J}, {@code -o}, {@code -i}, {@code -l} and {@code -p} count; what only
 * concerns OpenSSH's own client is left out silently, the rest with a warning.
 */
final class SshArguments {
  private static final Logger LOG = LoggerFactory.getLogger(SshArguments.class);
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  /** {@code ssh -W %h:%p … bastion}: a proxy command that is a jump. */
  private static final Pattern FORWARD = Pattern.compile("\\[?%h]?:%p");

  private static final Set<String> TAKE_A_VALUE =
      Set.of("-b", "-c", "-D", "-E", "-e", "-F", "-I", "-L", "-m", "-O", "-Q", "-R", "-S", "-w");

  private SshArguments() {}

  /**
   * Reads arguments into settings.
   *
   * @param place what they came from, for messages: {@code bbb-1: ansible_ssh_common_args}
   */
  static void read(String place, String text, SshSettings into) {
    List<String> words = SshConfigLine.words(text);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String flag = word.length() >= 2 && word.startsWith("-") ? word.substring(0, 2) : word;
      if (Set.of("-J", "-o", "-i", "-l", "-p", "-W").contains(flag)
          || TAKE_A_VALUE.contains(flag)) {
        String value =
            word.length() > 2 ? word.substring(2) : i + 1 < words.size() ? words.get(++i) : "";
        one(place, flag, value, into);
      } else if (!flag.startsWith("-")) {
        warn(place, word);
      }
      // Flags without a value (-q, -C, -A, -4 …) are about OpenSSH's own client.
    }
  }

  private static void one(String place, String flag, String value, SshSettings into) {
    switch (flag) {
      case "-J" -> add("proxyjump", value, place, into);
      case "-i" -> add("identityfile", value, place, into);
      case "-l" -> add("user", value, place, into);
      case "-p" -> add("port", value, place, into);
      case "-o" -> SshConfigLine.parse(value, place).ifPresent(into::add);
      default -> warn(place, flag + " " + value);
    }
  }

  private static void add(String keyword, String value, String place, SshSettings into) {
    if (!value.isEmpty()) {
      into.add(new SshConfigLine(keyword, List.of(value), place));
    }
  }

  private static void warn(String place, String what) {
    if (WARNED.add(place + what)) {
      LOG.warn("{}: {} is not understood and has no effect", place, Words.cut(what));
    }
  }

  /**
   * The jump that a proxy command stands for, if it is nothing but {@code ssh -W %h:%p bastion}.
   *
   * @param into gets what the command says of the way to the bastion ({@code -i}, {@code -o})
   * @return the bastion as {@code -J} would name it
   */
  static Optional<String> jump(String command, String place, SshSettings into) {
    List<String> words = SshConfigLine.words(command);
    if (words.isEmpty() || !words.get(0).matches("(?:exec|(?:.*/)?ssh)")) {
      return Optional.empty();
    }
    int first = words.get(0).equals("exec") ? 1 : 0;
    boolean forwards = false;
    String destination = "";
    for (int i = first + 1; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("-")) {
        if (!destination.isEmpty()) {
          return Optional.empty();
        }
        destination = word;
        continue;
      }
      String flag = word.substring(0, Math.min(2, word.length())).toUpperCase(Locale.ROOT);
      String value = word.length() > 2 ? word.substring(2) : null;
      if (word.startsWith("-W")) {
        String target = value == null && i + 1 < words.size() ? words.get(++i) : value;
        Matcher matcher = FORWARD.matcher(target == null ? "" : target);
        forwards = matcher.matches();
      } else if (Set.of("-O", "-I", "-L", "-P").contains(flag)
          && Character.isLowerCase(word.charAt(1))) {
        String argument = value == null && i + 1 < words.size() ? words.get(++i) : value;
        one(place, word.substring(0, 2), argument == null ? "" : argument, into);
      }
    }
    return forwards && !destination.isEmpty() ? Optional.of(destination) : Optional.empty();
  }
}
