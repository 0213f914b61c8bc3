package org.bbbfleet.exporters.livestream;

import java.util.Optional;

/**
 * Which meeting a worker streams, and as whom. Neither is ever a label: meeting ids and names may
 * be personal.
 */
record Identity(Optional<String> meeting, Optional<String> user) {
  static final Identity UNKNOWN = new Identity(Optional.empty(), Optional.empty());

  private static final int LONGEST = 256;

  /** This one, and from another what it doesn't know. */
  Identity or(Identity other) {
    return new Identity(meeting.or(other::meeting), user.or(other::user));
  }

  /**
   * What the command line of a worker's {@code stream.py} tells: {@code -i} or {@code --id}, and
   * {@code -u} or {@code --user}. Of the rest, which holds the API's secret, the passwords and the
   * stream's key, nothing is kept.
   *
   * @param commandLine as in {@code /proc/PID/cmdline}, with a NUL after each word
   */
  static Identity of(String commandLine) {
    String[] words = commandLine.split("\0");
    int at = 0;
    while (at < words.length && !words[at].endsWith("stream.py")) {
      at++;
    }
    Optional<String> meeting = Optional.empty();
    Optional<String> user = Optional.empty();
    for (int i = at + 1; i < words.length; i++) {
      String next = i + 1 < words.length ? words[i + 1] : "";
      switch (words[i]) {
        case "-i", "--id" -> meeting = meeting.or(() -> value(next));
        case "-u", "--user" -> user = user.or(() -> value(next));
        default -> {
          // Not for us.
        }
      }
    }
    return new Identity(meeting, user);
  }

  private static Optional<String> value(String word) {
    return word.isEmpty() || word.length() > LONGEST || word.startsWith("-")
        ? Optional.empty()
        : Optional.of(word);
  }
}
