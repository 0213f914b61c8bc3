package org.bbbfleet.provisioning.facts;

import java.util.List;

/**
 * A question about a host that only one kind of resource asks: the script that asks it, and how its
 * answer is read. Two questions that are equal are asked once, so make it a record.
 *
 * @param <T> what the answer means
 */
public interface Question<T> {

  /**
   * POSIX sh that looks and changes nothing, run in a shell of its own with the standard prelude,
   * no input, and its errors thrown away. What may hang is asked under {@code timeout}; names that
   * are put into it go through {@link org.bbbfleet.core.shell.Quote#sh}. Its output is hostile: it
   * is bounded and can't be taken for another question's.
   */
  String script();

  /**
   * What the host said.
   *
   * @throws IllegalArgumentException when this can't be the script's output
   */
  T read(Answer answer);

  /**
   * What a question's script gave back.
   *
   * @param status its exit status
   * @param lines what it printed, without carriage returns and NULs
   */
  record Answer(int status, List<String> lines) {
    public Answer {
      lines = List.copyOf(lines);
    }

    /** Whether the exit status is 0. */
    public boolean ok() {
      return status == 0;
    }

    /** The first line; empty when there is none. */
    public String first() {
      return lines.isEmpty() ? "" : lines.get(0);
    }
  }
}
