package org.bbbfleet.provisioning.apply;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what a {@link BatchScript} prints, line by line, as it comes. */
final class StepReader {
  private static final int TAIL_LINES = 30;
  private static final int LONGEST_LINE = 500;

  private final String prefix;
  private final Listener listener;
  private final Deque<String> tail = new ArrayDeque<>();
  private final Map<Integer, Integer> ended = new HashMap<>();
  private Optional<Integer> running = Optional.empty();
  private boolean done;

  /** Is told of steps as they happen. */
  interface Listener {
    void began(int step);

    /**
     * A step has ended.
     *
     * @param status 0 when it succeeded
     * @param output the last lines that it printed
     */
    void ended(int step, int status, String output);

    /** A line that a step printed. */
    void output(String line);
  }

  StepReader(String nonce, Listener listener) {
    this.prefix = "@" + nonce + " ";
    this.listener = listener;
  }

  /** Another script begins: what the one before came to says nothing about it. */
  void next() {
    tail.clear();
    running = Optional.empty();
    done = false;
  }

  void line(String line) {
    if (!line.startsWith(prefix)) {
      if (!line.isBlank()) {
        String cut = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line;
        listener.output(cut);
        tail.addLast(cut);
        if (tail.size() > TAIL_LINES) {
          tail.removeFirst();
        }
      }
      return;
    }
    String[] word = line.substring(prefix.length()).split(" ");
    switch (word[0]) {
      case "begin" -> {
        tail.clear();
        running = Optional.of(Integer.parseInt(word[1]));
        listener.began(running.get());
      }
      case "end" -> {
        int step = Integer.parseInt(word[1]);
        int status = Integer.parseInt(word[2]);
        running = Optional.empty();
        ended.put(step, status);
        listener.ended(step, status, output());
      }
      case "done" -> done = true;
      default -> throw new IllegalStateException("unknown marker");
    }
  }

  /** Whether the script came to its last line. */
  boolean done() {
    return done;
  }

  /** The step that had begun and not ended. */
  Optional<Integer> running() {
    return running;
  }

  /** Whether no step has failed. */
  boolean allWell() {
    return ended.values().stream().allMatch(status -> status == 0);
  }

  String output() {
    return String.join("\n", tail);
  }
}
