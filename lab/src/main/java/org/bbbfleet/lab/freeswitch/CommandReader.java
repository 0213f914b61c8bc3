package org.bbbfleet.lab.freeswitch;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what a client sends into commands. A command is a line, perhaps header lines, and an empty
 * line; carriage returns and empty lines before a command are ignored.
 */
final class CommandReader {
  private static final int LIMIT = 64 * 1024;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private String command = "";
  private int size;

  /**
   * Takes what arrived.
   *
   * @return the commands that are complete now, without their header lines
   * @throws IllegalArgumentException if one command is longer than any sensible one
   */
  List<String> take(Buffer bytes) {
    List<String> complete = new ArrayList<>();
    for (byte one : bytes.getBytes()) {
      if (one == '\r') {
        continue;
      }
      if (one != '\n') {
        line.write(one);
        if (++size > LIMIT) {
          throw new IllegalArgumentException("a command of more than " + LIMIT + " bytes");
        }
      } else if (line.size() > 0) {
        if (command.isEmpty()) {
          command = line.toString(StandardCharsets.UTF_8);
        }
        line.reset();
      } else if (!command.isEmpty()) {
        complete.add(command);
        command = "";
        size = 0;
      }
    }
    return complete;
  }
}
