package org.bbbfleet.app.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * How large the terminal is, and whether there is one.
 *
 * @param rows lines, at least 1
 * @param columns characters in a line, at least 1
 */
record TerminalSize(int rows, int columns) {
  private static final TerminalSize USUAL = new TerminalSize(24, 80);
  private static final int MOST = 1000;

  TerminalSize {
    rows = Math.max(1, Math.min(MOST, rows));
    columns = Math.max(1, Math.min(MOST, columns));
  }

  /** Asks the terminal; 24 × 80 where it does not tell. */
  static TerminalSize ask() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (stty.waitFor(2, TimeUnit.SECONDS) && stty.exitValue() == 0) {
        String[] size =
            new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .strip()
                .split(" ");
        int rows = Integer.parseInt(size[0]);
        int columns = Integer.parseInt(size[1]);
        // A serial line says 0 0.
        return rows < 1 || columns < 1 ? USUAL : new TerminalSize(rows, columns);
      }
      stty.destroyForcibly();
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return USUAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return USUAL;
  }

  /**
   * Whether a file descriptor of this process is a terminal. System.console() would not do: from
   * Java 22 on there is always one.
   */
  static boolean isTerminal(int descriptor) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
      return target.toString().startsWith("/dev/pts/")
          || target.toString().startsWith("/dev/tty")
          || target.toString().equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }
}
