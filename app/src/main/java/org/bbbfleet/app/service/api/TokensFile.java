package org.bbbfleet.app.service.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Section;

/**
 * The file of named tokens:
 *
 * <pre>
 * alice:
 *   role: approver
 *   sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
 * </pre>
 */
public final class TokensFile {
  /** A name that may be recorded and shown without care. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private TokensFile() {}

  /**
   * Reads one.
   *
   * @throws org.bbbfleet.core.error.ProblemsException with everything that is wrong with it
   */
  public static List<Tokens.Token> load(Path file) {
    return read(Section.load(file));
  }

  static List<Tokens.Token> read(Section root) {
    List<Tokens.Token> tokens = new ArrayList<>();
    for (String name : root.keys()) {
      Section entry = root.section(name);
      String role = entry.required("role", "Name one: viewer, operator, approver or admin.");
      String hash = entry.required("sha256", "fleet token writes it.");
      Optional<Access> access = Access.named(role);
      if (!NAME.matcher(name).matches()) {
        root.problem(name, "is not a name: letters, digits and . _ @ - are, up to 64");
      }
      if (access.isEmpty() && !role.isEmpty()) {
        entry.problem("role", "must be viewer, operator, approver or admin");
      }
      if (!hash.isEmpty() && !HASH.matcher(hash).matches()) {
        entry.problem("sha256", "must be 64 hex digits: printf %s TOKEN | sha256sum");
      }
      access.ifPresent(a -> tokens.add(new Tokens.Token(name, a, Caller.Identity.KNOWN, hash)));
    }
    root.finish();
    return List.copyOf(tokens);
  }

  /** The text of a file of these tokens. */
  public static String write(List<Tokens.Token> tokens) {
    StringBuilder text = new StringBuilder("# Made by fleet token.\n");
    if (tokens.isEmpty()) {
      text.append("{}\n");
    }
    for (Tokens.Token token : tokens) {
      text.append('"').append(token.name()).append("\":\n");
      text.append("  role: ").append(token.access().label()).append('\n');
      text.append("  sha256: \"").append(token.hash()).append("\"\n");
    }
    return text.toString();
  }
}
