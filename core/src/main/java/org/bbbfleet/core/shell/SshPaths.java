package org.bbbfleet.core.shell;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How OpenSSH's files name files. */
final class SshPaths {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private SshPaths() {}

  static Path home() {
    return Path.of(System.getProperty("user.home"));
  }

  /** With {@code ~} and {@code ${VARIABLE}} replaced; an unset variable stays as it is. */
  static String expand(String text) {
    String all =
        VARIABLE
            .matcher(text)
            .replaceAll(
                m -> {
                  String value = System.getenv(m.group(1));
                  return Matcher.quoteReplacement(value == null ? m.group() : value);
                });
    return all.equals("~") || all.startsWith("~/") ? home() + all.substring(1) : all;
  }
}
