package org.bbbfleet.provisioning.resource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
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
  private Presence presence = Presence.AS_WANTED;
  private String owner = "root";
  private String group = "root";
  private String mode = "0644";
  private boolean secret;
  private Optional<Check> check = Optional.empty();
  private Optional<InPlace> whole = Optional.empty();
  private List<Handler> handlers = List.of();

  /** What is wanted of the path. */
  private enum Presence {
    AS_WANTED,
    /** There, whatever it holds. */
    THERE,
    ABSENT
  }

  /** How the software that reads a file can say whether it would accept it. */
  private record Check(String program, String command) {}

  private HostFile(String path, byte[] content) {
    Paths.check(path);
    this.path = path;
    this.content = content;
  }

  // Copies are changed before anybody sees them, and never after.
  private HostFile copy() {
    HostFile copy = new HostFile(path, content);
    copy.presence = presence;
    copy.owner = owner;
    copy.group = group;
    copy.mode = mode;
    copy.secret = secret;
    copy.check = check;
    copy.whole = whole;
    copy.handlers = handlers;
    return copy;
  }

  /** A file of root's that everybody may read. */
  static HostFile of(String path, byte[] content) {
    return new HostFile(path, content.clone());
  }

  /** No file at this path, nor a link. */
  static HostFile none(String path) {
    HostFile none = new HostFile(path, new byte[0]);
    none.presence = Presence.ABSENT;
    return none;
  }

  /** The same file with another owner. */
  public HostFile owner(String user) {
    HostFile copy = copy();
    copy.owner = Names.account(user);
    return copy;
  }

  /** The same file with another group. */
  public HostFile group(String newGroup) {
    HostFile copy = copy();
    copy.group = Names.account(newGroup);
    return copy;
  }

  /** The same file with another mode, four octal digits. */
  public HostFile mode(String octal) {
    Paths.checkMode(octal);
    HostFile copy = copy();
    copy.mode = octal;
    return copy;
  }

  /** The same file, of which no plan, diff or message shows the content. */
  public HostFile secret() {
    HostFile copy = copy();
    copy.secret = true;
    return copy;
  }

  /**
   * The same file, brought only where there is none: what is there is somebody else's to change.
   */
  public HostFile unlessThere() {
    HostFile copy = copy();
    copy.presence = Presence.THERE;
    return copy;
  }

  /**
   * The same file, which lands only if a program on the host accepts it; where the program is not
   * yet installed there is nothing to ask.
   *
   * @param program the program's name
   * @param arguments its arguments; {@code {}} stands for the file
   */
  public HostFile acceptedBy(String program, String... arguments) {
    StringBuilder command = new StringBuilder(Quote.sh(program));
    for (String argument : arguments) {
      command.append(' ').append(argument.equals("{}") ? "\"$t\"" : Quote.sh(argument));
    }
    HostFile copy = copy();
    copy.check = Optional.of(new Check(program, command.toString()));
    return copy;
  }

  /**
   * The same file, which lands (or goes) only if a program on the host accepts its whole
   * configuration with it: {@code nginx -t}. Until then nobody but that program sees it.
   */
  public HostFile acceptedInPlace(String program, String... arguments) {
    HostFile copy = copy();
    copy.whole = Optional.of(new InPlace(program, List.of(arguments)));
    return copy;
  }

  /** The same file, with what happens after it changed. */
  public HostFile then(Handler... after) {
    HostFile copy = copy();
    List<Handler> all = new ArrayList<>(handlers);
    all.addAll(Arrays.asList(after));
    copy.handlers = List.copyOf(all);
    return copy;
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
    if (presence == Presence.AS_WANTED) {
      questions.content(path);
    } else {
      questions.file(path);
    }
  }

  @Override
  public List<Change> changes(Facts facts) {
    Optional<FileFact> there = facts.file(path);
    if (presence == Presence.ABSENT) {
      return there.map(this::gone).orElse(List.of());
    }
    if (there.isEmpty()) {
      return List.of(shown(Change.of(Change.Sign.ADD, this, secret ? "secret" : "", script())));
    }
    if (there.get().type() == FileFact.Type.DIRECTORY) {
      throw inTheWay("a directory");
    }
    if (presence == Presence.THERE) {
      return List.of();
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

  private List<Change> gone(FileFact there) {
    if (there.type() == FileFact.Type.DIRECTORY) {
      throw inTheWay("a directory");
    }
    String script =
        "p="
            + Quote.sh(path)
            + "\n"
            + whole.map(w -> w.script("rm -f -- \"$w/${p##*/}\"")).orElse("");
    return List.of(
        Change.of(
            Change.Sign.REMOVE,
            this,
            there.type() == FileFact.Type.FILE ? "" : there.type().word(),
            script + "rm -f -- \"$p\"\n" + reload()));
  }

  private FleetException inTheWay(String what) {
    return new FleetException(
        ErrorCategory.REMOTE, path + " is " + what + ". Move it away, then run again.");
  }

  private Change shown(Change change) {
    return secret
        ? change
        : change.withText(new Change.Text(path, new String(content, StandardCharsets.UTF_8)));
  }

  // What a run that was killed has left beside the place goes first: the lease keeps others out.
  // printf is built into sh: the content, which may be secret, is nobody's argument. The alphabet
  // of base64 has no quote, so no content can end the word early.
  String script() {
    StringBuilder script = new StringBuilder();
    script.append("p=").append(Quote.sh(path)).append('\n');
    script.append(Landing.BESIDE);
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
                .append(" >/dev/null 2>&1; then\n  ")
                .append(c.command())
                .append(" || { fleet_unchanged; exit 1; }")
                .append("\nfi\n"));
    whole.ifPresent(w -> script.append(w.script("cp -a -T -- \"$t\" \"$w/${p##*/}\"")));
    return script.append(Landing.LAND).append(reload()).toString();
  }

  private String reload() {
    return path.startsWith(UNITS) ? "systemctl daemon-reload\n" : "";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HostFile file
        && path.equals(file.path)
        && Arrays.equals(content, file.content)
        && state().equals(file.state());
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, Arrays.hashCode(content), state());
  }

  private List<Object> state() {
    return List.of(presence, owner, group, mode, secret, check, whole, handlers);
  }

  @Override
  public String toString() {
    return "file " + path;
  }
}
