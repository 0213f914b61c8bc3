package org.bbbfleet.exporters.soffice;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many conversions BigBlueButton lets run at once: {@code officeToPdfMaxConcurrentConversions}
 * of its web application. The files hold its secret too, which is not kept.
 */
final class Slots {
  private static final Pattern KEY =
      Pattern.compile("\\s*officeToPdfMaxConcurrentConversions\\s*[=:]\\s*([0-9]{1,4})\\s*");
  private static final int MAX_LINES = 20_000;

  /** The file in /etc has the last word over the package's defaults. */
  private static final List<String> FILES =
      List.of(
          "etc/bigbluebutton/bbb-web.properties",
          "usr/share/bbb-web/WEB-INF/classes/bigbluebutton.properties");

  private final Path root;
  private final OptionalInt option;

  Slots(Path root, OptionalInt option) {
    this.root = root;
    this.option = option;
  }

  /** The slots; empty when nobody says. */
  OptionalInt find() {
    return option.isPresent()
        ? option
        : FILES.stream()
            .map(file -> read(root.resolve(file)))
            .filter(OptionalInt::isPresent)
            .findFirst()
            .orElse(OptionalInt.empty());
  }

  private static OptionalInt read(Path file) {
    OptionalInt found = OptionalInt.empty();
    if (!Files.isReadable(file)) {
      return found;
    }
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      String line = reader.readLine();
      for (int i = 0; line != null && i < MAX_LINES; i++) {
        Matcher m = KEY.matcher(line);
        if (m.matches()) {
          // A later line has the last word, as in Java's properties.
          found = OptionalInt.of(Integer.parseInt(m.group(1)));
        }
        line = reader.readLine();
      }
      return found;
    } catch (IOException e) {
      // Not ours to read: the number of slots is then not known.
      return OptionalInt.empty();
    }
  }
}
