package org.bbbfleet.provisioning.role.healer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.provisioning.resource.Hash;

/**
 * A script beside the inventory, {@code scripts/NAME}, that the healer may run on a host. Its first
 * lines say what somebody who reviews it wants to know, and the host insists on them:
 *
 * <pre>
 * #!/bin/sh
 * # about: empties the cache of the whiteboard
 * # timeout: 60
 * # destructive: no
 * </pre>
 *
 * @param name its file's name
 * @param text what was reviewed
 */
record ReviewedScript(String name, String text) {
  /** The directory beside the inventory. */
  static final String DIRECTORY = "scripts";

  private static final long MOST_BYTES = 64 * 1024;
  private static final int HEAD = 20;
  private static final int LONGEST_SECONDS = 240;
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?!.*\\.\\.)[a-z0-9.-]{0,63}");
  private static final Pattern TIMEOUT = Pattern.compile("# timeout: *([1-9][0-9]{0,2})");
  private static final Pattern DESTRUCTIVE = Pattern.compile("# destructive: *(yes|no)");

  /**
   * Reads one.
   *
   * @param where what wants it, for messages
   * @throws ProblemsException when it is not there, or its head does not say what it must
   */
  static ReviewedScript read(Path inventoryDirectory, String name, String where) {
    if (!NAME.matcher(name).matches()) {
      throw problem(where, "\"" + name + "\" is no name of a script: a-z, 0-9, - and dots.");
    }
    Path file = inventoryDirectory.resolve(DIRECTORY).resolve(name);
    String shown = DIRECTORY + "/" + name;
    String text;
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw problem(where, shown + " is longer than " + MOST_BYTES + " bytes.");
      }
      text = Files.readString(file);
    } catch (IOException e) {
      throw problem(where, shown + " beside the inventory can't be read: " + e + ".");
    }
    List<String> head = text.lines().limit(HEAD).toList();
    if (!text.startsWith("#!/")) {
      throw problem(shown, "must begin with the program that runs it, such as #!/bin/sh.");
    }
    if (said(head, DESTRUCTIVE).isEmpty()) {
      throw problem(shown, "must have a line \"# destructive: yes\" or \"# destructive: no\".");
    }
    Optional<String> timeout = said(head, TIMEOUT);
    if (timeout.isEmpty() || Integer.parseInt(timeout.get()) > LONGEST_SECONDS) {
      throw problem(
          shown, "must have a line \"# timeout: SECONDS\", 1 to " + LONGEST_SECONDS + ".");
    }
    return new ReviewedScript(name, text);
  }

  private static Optional<String> said(List<String> head, Pattern line) {
    return head.stream()
        .map(line::matcher)
        .filter(Matcher::matches)
        .map(m -> m.group(1))
        .findFirst();
  }

  private static ProblemsException problem(String where, String message) {
    return new ProblemsException(List.of(Problem.error(where, message)));
  }

  /** Its line on the list {@code scripts}. */
  String entry() {
    return name + " " + Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
