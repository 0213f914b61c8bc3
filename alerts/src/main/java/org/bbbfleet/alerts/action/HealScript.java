package org.bbbfleet.alerts.action;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The script that the healer's key is bound to on each host. */
public final class HealScript {
  /** Where provisioning puts it, owned by root, mode 0755. */
  public static final String PATH = "/usr/local/sbin/fleet-heal";

  /** The units that it may restart: one name or shell pattern per line. */
  public static final String UNITS = "/etc/bbb-fleet/heal.units";

  private HealScript() {}

  /** Its text: POSIX sh. */
  public static String text() {
    try (InputStream script = HealScript.class.getResourceAsStream("fleet-heal")) {
      if (script == null) {
        throw new IllegalStateException("fleet-heal is not on the class path");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
