package org.bbbfleet.alerts.policy;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import org.bbbfleet.alerts.FleetView;

/**
 * A part of the fleet.
 *
 * @param name of the group, role or host; empty for the whole fleet
 */
public record Scope(Kind kind, String name) {
  /** Everything. */
  public static final Scope FLEET = new Scope(Kind.FLEET, "");

  /** What a scope is made of. */
  public enum Kind {
    FLEET,
    GROUP,
    ROLE,
    HOST;

    /** As texts have it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Scope {
    requireNonNull(kind, "kind is null");
    if (name.isEmpty() != (kind == Kind.FLEET)) {
      throw new IllegalArgumentException("a name for all but the fleet: " + kind + " " + name);
    }
  }

  public static Scope host(String name) {
    return new Scope(Kind.HOST, name);
  }

  public static Scope group(String name) {
    return new Scope(Kind.GROUP, name);
  }

  public static Scope role(String name) {
    return new Scope(Kind.ROLE, name);
  }

  /**
   * Reads {@code fleet}, {@code host:bbb-1}, {@code role:redis} or {@code group:lb}.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  public static Scope parse(String text) {
    if (text.equals("fleet")) {
      return FLEET;
    }
    int colon = text.indexOf(':');
    return Arrays.stream(Kind.values())
        .filter(kind -> kind != Kind.FLEET && colon > 0)
        .filter(kind -> kind.label().equals(text.substring(0, colon)))
        .findFirst()
        .map(kind -> new Scope(kind, text.substring(colon + 1)))
        .orElseThrow(
            () -> new IllegalArgumentException("must be fleet, host:…, role:… or group:…"));
  }

  /** Whether a host is in it. */
  public boolean covers(FleetView fleet, String host) {
    return switch (kind) {
      case FLEET -> true;
      case HOST -> host.equals(name);
      case ROLE -> fleet.roles(host).contains(name);
      case GROUP -> fleet.host(host).map(known -> known.in(name)).orElse(false);
    };
  }

  /** Whether there is such a part: a host, a group or a role of this name. */
  public boolean exists(FleetView fleet) {
    return kind == Kind.FLEET
        || fleet.hosts().stream().anyMatch(host -> covers(fleet, host.name()));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return kind == Kind.FLEET ? "fleet" : kind.label() + ":" + name;
  }

  /** For people: {@code the fleet}, {@code host bbb-1}. */
  public String text() {
    return kind == Kind.FLEET ? "the fleet" : kind.label() + " " + name;
  }
}
