package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What happens to a unit after something that it reads has changed: once, after all changes.
 *
 * @param act restart or reload
 * @param unit the systemd unit
 */
public record Handler(Act act, String unit) {
  private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,200}");

  /** What a handler does. */
  public enum Act {
    RESTART,
    RELOAD;

    /** As it is printed and as systemctl takes it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Handler {
    requireNonNull(act, "act is null");
    if (!isUnit(unit)) {
      throw new IllegalArgumentException("not a unit name: " + unit);
    }
  }

  /** Restarts the unit if it runs. */
  public static Handler restart(String unit) {
    return new Handler(Act.RESTART, unit);
  }

  /** Makes the unit read its configuration again, if it runs. */
  public static Handler reload(String unit) {
    return new Handler(Act.RELOAD, unit);
  }

  /** Whether a name may be given to systemctl. */
  public static boolean isUnit(String name) {
    return UNIT.matcher(name).matches();
  }

  /** The name of its marker on the host, which stays until it has run. */
  public String marker() {
    return act.word() + ":" + unit;
  }

  @Override
  public String toString() {
    return act.word() + " " + unit;
  }
}
