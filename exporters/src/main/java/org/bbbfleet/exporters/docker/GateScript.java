package org.bbbfleet.exporters.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The script between the agent and Docker's socket; its head says what it lets through. */
public final class GateScript {
  /** Where provisioning puts it, owned by root, mode 0755. */
  public static final String PATH = "/usr/local/sbin/fleet-docker-gate";

  private GateScript() {}

  /** Its text: POSIX sh. */
  public static String text() {
    try (InputStream script = GateScript.class.getResourceAsStream("fleet-docker-gate")) {
      if (script == null) {
        throw new IllegalStateException("fleet-docker-gate is not on the class path");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
