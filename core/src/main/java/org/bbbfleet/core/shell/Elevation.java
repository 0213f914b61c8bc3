package org.bbbfleet.core.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * The talk with sudo before a command may read its input: waits for sudo's prompt or for the
 * command's own first line, whichever comes. What is meant for the command is never sent while sudo
 * may still be reading, and a wrong password is tried once only, because hosts lock accounts.
 */
final class Elevation {
  private static final int HEAD = 64 * 1024;

  private final String host;
  private final String login;
  private final Become become;
  private final String prompt;
  private final StringBuilder heard = new StringBuilder();
  private boolean inside;
  private boolean over;

  /**
   * @param prompt what sudo prints when it asks, which nothing else prints
   */
  Elevation(String host, String login, Become become, String prompt) {
    this.host = host;
    this.login = login;
    this.become = become;
    this.prompt = prompt;
  }

  /** Takes what came on standard error before the command's first line. */
  synchronized void hear(byte[] bytes, int length) {
    if (!inside && heard.length() < HEAD) {
      heard.append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
      notifyAll();
    }
  }

  /** The command's first line has come: sudo let us in. */
  synchronized void enter() {
    inside = true;
    notifyAll();
  }

  /** Nothing more will come. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  synchronized boolean inside() {
    return inside;
  }

  /** Whether sudo asked again after it had got the password. */
  synchronized boolean refused() {
    return !inside && asked() > 1;
  }

  /**
   * Gives the password if it is asked for.
   *
   * @return whether the command now reads the input
   */
  boolean open(OutputStream stdin) throws IOException, InterruptedException {
    if (become.password().isEmpty()) {
      return true;
    }
    if (!await(1)) {
      return false;
    }
    if (!inside()) {
      stdin.write((become.password().get().reveal() + "\n").getBytes(StandardCharsets.UTF_8));
      stdin.flush();
      return await(2) && inside();
    }
    return true;
  }

  private synchronized boolean await(int prompts) throws InterruptedException {
    long end = System.nanoTime() + Become.PATIENCE.toNanos();
    while (!inside && !over && asked() < prompts) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return inside || !over;
  }

  private int asked() {
    int count = 0;
    for (int at = heard.indexOf(prompt); at >= 0; at = heard.indexOf(prompt, at + 1)) {
      count++;
    }
    return count;
  }

  FleetException silent() {
    return new FleetException(
        ErrorCategory.TIMEOUT,
        host
            + ": sudo did not let "
            + login
            + " in within "
            + Words.of(Become.PATIENCE)
            + said()
            + ". Nothing was run. Try `sudo -v` there by hand: a directory server, a DNS name or a"
            + " question that we can't answer may hold it up.");
  }

  FleetException wrongPassword() {
    return new FleetException(
        ErrorCategory.AUTHENTICATION,
        host
            + ": sudo refused the password of "
            + login
            + ". Nothing was run. Set ansible_become_password (best in a vault).");
  }

  /** Why the command was never begun, as far as sudo says it. */
  FleetException denied(int exitStatus) {
    String text = heard().toLowerCase(Locale.ROOT);
    String cure;
    if (text.contains("password is required") || text.contains("terminal is required")) {
      cure =
          "sudo wants the password of "
              + login
              + ". Set ansible_become_password (best in a vault), or give it `NOPASSWD: ALL` in"
              + " /etc/sudoers.d";
    } else if (text.contains("must have a tty")) {
      cure =
          "sudo there insists on a terminal. Put `Defaults:"
              + login
              + " !requiretty` into /etc/sudoers.d";
    } else if (text.contains("incorrect password") || refused()) {
      return wrongPassword();
    } else if (text.contains("sudoers") || text.contains("not allowed")) {
      cure =
          "sudo does not let "
              + login
              + " become "
              + become.user()
              + ". Put `"
              + login
              + " ALL=("
              + become.user()
              + ") ALL` into /etc/sudoers.d";
    } else if (exitStatus == 127 || text.contains("not found")) {
      cure = "there is no sudo. Install it, or set ansible_user=root and ansible_become=false";
    } else {
      cure = "sudo failed (exit " + exitStatus + ")" + said();
    }
    return new FleetException(
        ErrorCategory.AUTHENTICATION, host + ": " + cure + ". Nothing was run.");
  }

  private String said() {
    String text = heard();
    return text.isBlank() ? "" : "; it said: " + Words.cut(text);
  }

  private synchronized String heard() {
    return heard.toString().replace(prompt, " ");
  }
}
