package org.bbbfleet.provisioning.facts;

import java.util.Set;

/**
 * A systemd unit as systemctl shows it.
 *
 * @param loadState {@code loaded}, {@code not-found}, {@code masked} …
 * @param activeState {@code active}, {@code inactive}, {@code failed} …
 * @param fileState {@code enabled}, {@code disabled}, {@code static} …; empty when there is no file
 * @param needsDaemonReload whether its file changed since systemd read it
 */
public record UnitFact(
    String loadState, String activeState, String fileState, boolean needsDaemonReload) {
  // Units without an [Install] section start by other means and can't be enabled.
  private static final Set<String> ENABLED =
      Set.of("enabled", "static", "indirect", "generated", "alias");

  /** A unit that systemd does not know. */
  public static final UnitFact ABSENT = new UnitFact("not-found", "inactive", "", false);

  /** Whether systemd knows it. */
  public boolean loaded() {
    return loadState.equals("loaded");
  }

  /** Whether it starts at boot, or need not. */
  public boolean enabled() {
    return ENABLED.contains(fileState);
  }

  /** Whether it runs now. */
  public boolean running() {
    return activeState.equals("active") || activeState.equals("reloading");
  }
}
