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
 */
public record Change(
    Sign sign,
    String kind,
    String name,
    String detail,
    String script,
    List<Upload> uploads,
    List<Handler> handlers,
    Optional<Text> text) {

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
    return new Change(sign, kind, name, detail, script, List.of(files), handlers, text);
  }

  /** The same change with text to compare. */
  public Change withText(Text wanted) {
    return new Change(sign, kind, name, detail, script, uploads, handlers, Optional.of(wanted));
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
        text);
  }

  /** One line of a plan; without the script, which may hold secrets. */
  @Override
  public String toString() {
    return sign.mark() + " " + kind + " " + name + (detail.isEmpty() ? "" : "   " + detail);
  }
}
