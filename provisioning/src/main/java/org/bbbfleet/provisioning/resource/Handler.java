package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bbbfleet.core.shell.Quote;

/**
 * What happens once after changes: a unit is restarted or reads its configuration again, or a
 * command runs. However many changes name it, it runs once, after all of them; commands come before
 * restarts, and these before reloads.
 */
public sealed interface Handler {

  /**
   * The name of its marker on the host, which is there from before the first change that names it
   * until it has run.
   */
  String marker();

  /** POSIX sh that does it, under {@code set -e}; it need not touch the marker. */
  String script();

  /** Handlers with a lower number run first. */
  int order();

  /** Whether this one's work includes the other's: a restart reads everything again. */
  default boolean covers(Handler other) {
    return false;
  }

  /** The word for it, as plans print it: {@code restart}, {@code run}. */
  String word();

  /** What it is about: a unit, or a command's name. */
  String about();

  /**
   * A unit's handler.
   *
   * @param act restart or reload
   * @param unit the systemd unit
   */
  record OfUnit(Act act, String unit) implements Handler {
    public OfUnit {
      requireNonNull(act, "act is null");
      if (!isUnit(unit)) {
        throw new IllegalArgumentException("not a unit name: " + unit);
      }
    }

    // By hand: a record's own are put together at their first use, a fiftieth of a small plan.
    @Override
    public boolean equals(Object other) {
      return other instanceof OfUnit that && act == that.act && unit.equals(that.unit);
    }

    @Override
    public int hashCode() {
      return 31 * unit.hashCode() + act.ordinal();
    }

    @Override
    public String marker() {
      return word() + ":" + unit;
    }

    // A unit that does not run has nothing to read again: whatever starts it reads the new files.
    @Override
    public String script() {
      return """
          u=%s
          case $(systemctl is-active "$u") in
            active | reloading | activating | deactivating | failed)
              systemctl reset-failed "$u" 2>/dev/null || :
              systemctl %s "$u"
              ;;
          esac
          """
          .formatted(Quote.sh(unit), act == Act.RELOAD ? "reload-or-restart" : "restart");
    }

    @Override
    public int order() {
      return act == Act.RESTART ? 1 : 2;
    }

    @Override
    public boolean covers(Handler other) {
      return act == Act.RESTART && other.equals(new OfUnit(Act.RELOAD, unit));
    }

    @Override
    public String word() {
      return act.word();
    }

    @Override
    public String about() {
      return unit;
    }

    @Override
    public String toString() {
      return word() + " " + unit;
    }
  }

  /**
   * A command's handler: {@code sysctl --system}, {@code update-ca-certificates}.
   *
   * @param name unique among a host's commands, {@code ca-certificates}
   * @param script POSIX sh that may run twice; no secret in it, it stays on the host while it is
   *     due
   */
  record OfCommand(String name, String script) implements Handler {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,100}");
    private static final int LONGEST = 4096;

    public OfCommand {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("not a plain name: " + name);
      }
      if (script.isBlank() || script.length() > LONGEST) {
        throw new IllegalArgumentException(
            "a handler's script has 1 to " + LONGEST + " characters");
      }
    }

    @Override
    public String marker() {
      return "run:" + name;
    }

    @Override
    public int order() {
      return 0;
    }

    @Override
    public String word() {
      return "run";
    }

    @Override
    public String about() {
      return name;
    }

    @Override
    public String toString() {
      return "run " + name;
    }
  }

  /**
   * A command's handler of an earlier run that no role names any more: what is to be done stands in
   * its marker.
   *
   * @param name the command's name
   */
  record LeftCommand(String name) implements Handler {
    public LeftCommand {
      if (!OfCommand.NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("not a plain name: " + name);
      }
    }

    @Override
    public String marker() {
      return "run:" + name;
    }

    @Override
    public String script() {
      return "sh -e -- \"$FLEET_PENDING\"/" + Quote.sh(marker());
    }

    @Override
    public int order() {
      return 0;
    }

    @Override
    public String word() {
      return "run";
    }

    @Override
    public String about() {
      return name;
    }

    @Override
    public String toString() {
      return "run " + name;
    }
  }

  /**
   * The handler of a marker that an earlier run left, although no role names it any more; empty for
   * what no run of ours can have left.
   */
  static Optional<Handler> left(String marker) {
    int colon = marker.indexOf(':');
    String word = colon < 0 ? "" : marker.substring(0, colon);
    String about = marker.substring(colon + 1);
    try {
      return switch (word) {
        case "restart" -> Optional.of(restart(about));
        case "reload" -> Optional.of(reload(about));
        case "run" -> Optional.of(new LeftCommand(about));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What a unit's handler does. */
  enum Act {
    RESTART,
    RELOAD;

    /** As it is printed and as systemctl takes it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Restarts the unit if it runs. */
  static Handler restart(String unit) {
    return new OfUnit(Act.RESTART, unit);
  }

  /** Makes the unit read its configuration again, if it runs. */
  static Handler reload(String unit) {
    return new OfUnit(Act.RELOAD, unit);
  }

  /**
   * Runs a command.
   *
   * @param name unique among a host's commands, as plans print it
   * @param command the program and its arguments
   */
  static Handler run(String name, String... command) {
    return new OfCommand(name, Stream.of(command).map(Quote::sh).collect(Collectors.joining(" ")));
  }

  /** Whether a name may be given to systemctl. */
  static boolean isUnit(String name) {
    return UNIT.matcher(name).matches();
  }

  /** What systemctl takes for a unit and a shell for a plain word. */
  Pattern UNIT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,200}");
}
