package org.bbbfleet.lab.hosts;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.packages.Command;

/** Waits, with a bound, until something that was started does its work. */
final class Readiness {
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int CONNECT_MILLIS = 500;

  private final Duration limit;

  Readiness(Duration limit) {
    this.limit = limit;
  }

  /** Until the port takes connections. */
  void listens(String what, String address, int port, Supplier<String> log, BooleanSupplier runs) {
    until(what, () -> connects(address, port), log, runs);
  }

  /** Until the host's systemd has finished booting, as seen over SSH with strict host keys. */
  void booted(Ssh ssh, LabHost host, Supplier<String> log, BooleanSupplier runs) {
    listens(host.name() + " at " + host.address(), host.address(), host.port(), log, runs);
    until(host.name() + " to finish booting", () -> running(ssh, host), log, runs);
  }

  private boolean running(Ssh ssh, LabHost host) {
    Command.Output output = ssh.run(host, "systemctl is-system-running --wait", limit);
    String state = output.out().strip();
    return state.equals("running") || state.equals("degraded");
  }

  private void until(
      String what, BooleanSupplier holds, Supplier<String> log, BooleanSupplier runs) {
    long end = System.nanoTime() + limit.toNanos();
    while (!holds.getAsBoolean()) {
      if (!runs.getAsBoolean()) {
        throw new FleetException(
            ErrorCategory.REMOTE, "waited for " + what + ", but it ended:\n" + log.get());
      }
      if (System.nanoTime() > end) {
        throw new FleetException(
            ErrorCategory.TIMEOUT,
            "waited " + limit.toSeconds() + " s for " + what + ":\n" + log.get());
      }
      pause();
    }
  }

  private static boolean connects(String address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      // Not yet: that is what we wait for.
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.INTERNAL, "interrupted while waiting", e);
    }
  }
}
