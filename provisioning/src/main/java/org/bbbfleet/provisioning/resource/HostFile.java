package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.FileFact;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A file with its bytes, owner, group and mode. It is compared by content hash and lands by an
 * atomic rename, after its owner and mode are set and after the software that reads it has accepted
 * it.
 */
public final class HostFile implements Resource {
  private static final String UNITS = "/etc/systemd/system/";

  private final String path;
  private final byte[] content;
  private final String owner;
  private final String group;
  private final String mode;
  private final boolean secret;
  private final Optional<Check> check;
  private final List<Handler> handlers;

  /** How the software that reads a file can say whether it would accept it. */
  private record Check(String program, String command, boolean within) {}

  private HostFile(
      String path,
      byte[] content,
      String owner,
      String group,
      String mode,
      boolean secret,
      Optional<Check> check,
      List<Handler> handlers) {
    Paths.check(path);
    Paths.checkMode(mode);
    this.path = path;
    this.content = content;
    this.owner = requireNonNull(owner, "owner is null");
    this.group = requireNonNull(group, "group is null");
    this.mode = mode;
    this.secret = secret;
    this.check = check;
    this.handlers = List.copyOf(handlers);
  }

  /** A file of root's that everybody may read. */
  static HostFile of(String path, byte[] content) {
    return new HostFile(
        path, content.clone(), "root", "root", "0644", false, Optional.empty(), List.of());
  }

  /** The same file with another owner. */
  public HostFile owner(String user) {
    return new HostFile(path, content, user, group, mode, secret, check, handlers);
  }

  /** The same file with another group. */
  public HostFile group(String newGroup) {
    return new HostFile(path, content, owner, newGroup, mode, secret, check, handlers);
  }

  /** The same file with another mode, four octal digits. */
  public HostFile mode(String octal) {
    return new HostFile(path, content, owner, group, octal, secret, check, handlers);
  }

  /** The same file, of which no plan, diff or message shows the content. */
  public HostFile secret() {
    return new HostFile(path, content, owner, group, mode, true, check, handlers);
  }

  /**
   * The same file, which lands only if a program on the host accepts it; where the program is not
   * yet installed there is nothing to ask.
   *
   * @param program the program's name
   * @param arguments its arguments; {@code {}} stands for the file
   */
  public HostFile acceptedBy(String program, String... arguments) {
    return checked(program, false, arguments);
  }

  /**
   * The same file, which lands only if a program on the host accepts its whole configuration with
   * this file in its place, as {@code nginx -t} does. The program is run where only it sees the new
   * file (in a mount namespace of its own): nobody else ever reads what is refused.
   *
   * @param program the program's name
   * @param arguments its arguments; the configuration is where it always is
   */
  public HostFile acceptedWithin(String program, String... arguments) {
    return checked(program, true, arguments);
  }

  private HostFile checked(String program, boolean within, String... arguments) {
    StringBuilder command = new StringBuilder(Quote.sh(program));
    for (String argument : arguments) {
      command.append(' ').append(argument.equals("{}") ? "\"$t\"" : Quote.sh(argument));
    }
    return new HostFile(
        path,
        content,
        owner,
        group,
        mode,
        secret,
        Optional.of(new Check(program, command.toString(), within)),
        handlers);
  }

  /** The same file, with what happens after it changed. */
  public HostFile then(Handler... after) {
    List<Handler> all = new ArrayList<>(handlers);
    all.addAll(Arrays.asList(after));
    return new HostFile(path, content, owner, group, mode, secret, check, all);
  }

  @Override
  public String kind() {
    return "file";
  }

  @Override
  public String name() {
    return path;
  }

  /** The bytes that it shall have. */
  public byte[] content() {
    return content.clone();
  }

  /** Whether its content must never be shown. */
  public boolean isSecret() {
    return secret;
  }

  @Override
  public List<Handler> handlers() {
    return handlers;
  }

  @Override
  public void ask(Questions questions) {
    questions.content(path);
  }

  @Override
  public List<Change> changes(Facts facts) {
    Optional<FileFact> there = facts.file(path);
    if (there.isEmpty()) {
      return List.of(shown(Change.of(Change.Sign.ADD, this, secret ? "secret" : "", script())));
    }
    List<String> differences = new ArrayList<>();
    if (there.get().type() != FileFact.Type.FILE) {
      differences.add("is a " + there.get().type().word());
    } else {
      if (!there.get().sha256().equals(Hash.sha256(content))) {
        differences.add(secret ? "secret content" : "content");
      }
      differences.addAll(there.get().access(owner, group, mode));
    }
    return differences.isEmpty()
        ? List.of()
        : List.of(
            shown(Change.of(Change.Sign.MODIFY, this, String.join(", ", differences), script())));
  }

  private Change shown(Change change) {
    return secret
        ? change
        : change.withText(new Change.Text(path, new String(content, StandardCharsets.UTF_8)));
  }

  // printf is built into sh: the content, which may be secret, is nobody's argument. The alphabet
  // of
  // base64 has no quote, so no content can end the word early.
  private String script() {
    StringBuilder script = new StringBuilder();
    script.append("p=").append(Quote.sh(path)).append('\n');
    script.append("t=$(mktemp \"$(dirname -- \"$p\")/.fleet.XXXXXX\")\n");
    script.append("trap 'rm -f -- \"$t\"' EXIT\n");
    script.append("printf '%s\\n' '");
    script.append(Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(content));
    script.append("' | base64 -d >\"$t\"\n");
    script.append("chown -- ").append(Quote.sh(owner + ":" + group)).append(" \"$t\"\n");
    script.append("chmod -- ").append(mode).append(" \"$t\"\n");
    check.ifPresent(
        c ->
            script
                .append("if command -v ")
                .append(Quote.sh(c.program()))
                .append(" >/dev/null 2>&1; then\n")
                .append(c.within() ? within(c.command()) : c.command())
                .append(" || { fleet_unchanged; exit 1; }")
                .append("\nfi\n"));
    script.append("sync -- \"$t\"\n");
    script.append("mv -f -T -- \"$t\" \"$p\"\n");
    if (path.startsWith(UNITS)) {
      script.append("systemctl daemon-reload\n");
    }
    return script.toString();
  }

  // A copy of the file's directory with the new file in it is mounted over the directory, where
  // only the program sees it.
  private static String within(String command) {
    return """
    c=$(mktemp -d /run/.fleet.XXXXXX)
    trap 'rm -rf -- "$t" "$c"' EXIT
    cp -a -- "$(dirname -- "$p")/." "$c/"
    cp -a -T --remove-destination -- "$t" "$c/$(basename -- "$p")"
    rm -f -- "$c/$(basename -- "$t")"
    unshare --mount sh -c 'mount --bind -- "$1" "$2" && { %s ; }' - \
      "$c" "$(dirname -- "$p")\"\
    """
        .formatted(command.replace("'", "'\\''"));
  }

  @Override
  public String toString() {
    return "file " + path;
  }
}
