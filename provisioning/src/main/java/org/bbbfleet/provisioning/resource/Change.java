package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One thing to do on a host.
 *
 * @param sign whether something comes, changes, goes or is merely done
 * @param kind the resource's kind
 * @param name what it is about
 * @param detail what differs, for people; never holds a secret
 * @param script POSIX sh that does it, under {@code set -e}; may hold secrets and is never printed
 * @param uploads files that must be on the host before the script runs
 * @param handlers what runs after it
 * @param text for text diffs; absent where there is no text or it is secret
 * @param once the name of the step that it is of, where it must happen once in the fleet; else
 *     empty
 * @param confirmation POSIX sh that proves over a connection made anew that the host can still be
 *     reached; where it does not run, the host takes the change back by itself
 * @param basis what it rests on
 */
public record Change(
    Sign sign,
    String kind,
    String name,
    String detail,
    String script,
    List<Upload> uploads,
    List<Handler> handlers,
    Optional<Text> text,
    String once,
    Optional<String> confirmation,
    Basis basis) {
  private static final String ANEW = "# fleet: made anew each time\n";
  private static final String SAME = "# fleet: the same each time\n";

  /** A change that may happen on each host, and needs no proof that it can still be reached. */
  public Change(
      Sign sign,
      String kind,
      String name,
      String detail,
      String script,
      List<Upload> uploads,
      List<Handler> handlers,
      Optional<Text> text) {
    this(
        sign,
        kind,
        name,
        detail,
        script,
        uploads,
        handlers,
        text,
        "",
        Optional.empty(),
        Basis.STATE);
  }

  /** What a change rests on: two looks at a host that nobody touched may differ in the others. */
  public enum Basis {
    /** How the host is. */
    STATE,
    /** That it could not be told how the host is: there may turn out to be nothing to do. */
    NOT_KNOWN,
    /** That something is not well at this moment, which is waited for; nothing is changed. */
    WAITING
  }

  /** How a change is marked in a plan. */
  public enum Sign {
    ADD("+"),
    MODIFY("~"),
    REMOVE("-"),
    RUN("!");

    private final String mark;

    Sign(String mark) {
      this.mark = mark;
    }

    /** The one character that plans print. */
    public String mark() {
      return mark;
    }
  }

  /**
   * A file to send.
   *
   * @param local where it is here
   * @param remote where it goes; removed by the script that uses it
   */
  public record Upload(Path local, String remote) {}

  /**
   * The text that a file shall have.
   *
   * @param path the file on the host
   * @param wanted its text after the change
   */
  public record Text(String path, String wanted) {}

  public Change {
    requireNonNull(sign, "sign is null");
    requireNonNull(script, "script is null");
    requireNonNull(basis, "basis is null");
    uploads = List.copyOf(uploads);
    handlers = List.copyOf(handlers);
  }

  /** A change that is a script and nothing else. */
  public static Change of(Sign sign, Resource resource, String detail, String script) {
    return new Change(
        sign,
        resource.kind(),
        resource.name(),
        detail,
        script,
        List.of(),
        resource.handlers(),
        Optional.empty());
  }

  /** The same change with files to send first. */
  public Change sending(Upload... files) {
    return new Change(
        sign,
        kind,
        name,
        detail,
        script,
        List.of(files),
        handlers,
        text,
        once,
        confirmation,
        basis);
  }

  /** The same change with text to compare. */
  public Change withText(Text wanted) {
    return new Change(
        sign,
        kind,
        name,
        detail,
        script,
        uploads,
        handlers,
        Optional.of(wanted),
        once,
        confirmation,
        basis);
  }

  /** The same change, which only stays if this script runs over a connection made anew. */
  public Change confirmedBy(String proof) {
    return new Change(
        sign, kind, name, detail, script, uploads, handlers, text, once, Optional.of(proof), basis);
  }

  /** The same change, resting on this. */
  public Change on(Basis other) {
    return new Change(
        sign, kind, name, detail, script, uploads, handlers, text, once, confirmation, other);
  }

  /**
   * Whole lines of a script that are made anew each time and mean the same: a salt, a key. They are
   * no part of what tells plans apart.
   */
  static String anew(String lines) {
    return ANEW + lines + SAME;
  }

  /** The script without the lines that are made anew each time. */
  public String lasting() {
    StringBuilder lasting = new StringBuilder();
    int from = 0;
    int anew = script.indexOf(ANEW);
    while (anew >= 0) {
      lasting.append(script, from, anew);
      int same = script.indexOf(SAME, anew);
      from = same < 0 ? script.length() : same;
      anew = script.indexOf(ANEW, from);
    }
    return lasting.append(script, from, script.length()).toString();
  }

  /**
   * The same change as another resource's, which uses the one that made it.
   *
   * @param preparation POSIX sh that runs first
   */
  Change under(Resource resource, String preparation) {
    return new Change(
        sign,
        resource.kind(),
        resource.name(),
        detail,
        preparation + script,
        uploads,
        resource.handlers(),
        text,
        once,
        confirmation,
        basis);
  }

  /** The same change, which happens once in the fleet. */
  Change onceInTheFleet(String step) {
    String said = detail.isEmpty() ? "once in the fleet" : detail + ", once in the fleet";
    return new Change(
        sign, kind, name, said, script, uploads, handlers, text, step, confirmation, basis);
  }

  /** One line of a plan; without the script, which may hold secrets. */
  @Override
  public String toString() {
    return sign.mark() + " " + kind + " " + name + (detail.isEmpty() ? "" : "   " + detail);
  }
}
