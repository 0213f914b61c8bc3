package org.bbbfleet.alerts.action;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.Shells;

/**
 * The local twin of a host whose healer key is bound to {@code fleet-heal}: runs the same script on
 * this machine as sshd would. For demonstrations and tests without SSH.
 */
public final class LocalForcedCommand implements Shells {
  private static final int MOST_BYTES = 64 * 1024;

  private final Path script;
  private final Map<String, String> environment;

  /**
   * A twin.
   *
   * @param script the file that holds {@link HealScript#text}
   * @param environment what the script's environment holds besides the request and {@code PATH}:
   *     {@code FLEET_HEAL_LISTS}, {@code FLEET_HEAL_SYSTEMCTL}, {@code FLEET_HEAL_PROC}, {@code
   *     FLEET_HEAL_UNIT_OF}
   */
  public LocalForcedCommand(Path script, Map<String, String> environment) {
    this.script = script;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Shell open(Host host) {
    return new Twin(host.name());
  }

  private final class Twin implements Shell {
    private final String host;

    private Twin(String host) {
      this.host = host;
    }

    @Override
    public String host() {
      return host;
    }

    @Override
    public Result run(Script ignored) {
      throw forcedOnly();
    }

    @Override
    public void upload(Path local, String remotePath, String mode, Duration timeout) {
      throw forcedOnly();
    }

    private FleetException forcedOnly() {
      return new FleetException(
          ErrorCategory.REMOTE, host + ": the healer's key only reaches fleet-heal");
    }

    @Override
    public Result command(String commandLine, Duration timeout) {
      long began = System.nanoTime();
      ProcessBuilder builder = new ProcessBuilder("/bin/sh", script.toString());
      builder.environment().clear();
      builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
      builder.environment().putAll(environment);
      builder.environment().put("SSH_ORIGINAL_COMMAND", commandLine);
      Process process = null;
      Path output = null;
      try {
        output = Files.createTempFile("fleet-heal", ".out");
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new FleetException(
              ErrorCategory.TIMEOUT, host + ": no answer within " + timeout.toSeconds() + " s");
        }
        return result(process.exitValue(), output, Duration.ofNanos(System.nanoTime() - began));
      } catch (IOException e) {
        throw new FleetException(ErrorCategory.REMOTE, host + ": " + script + ": " + e, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FleetException(ErrorCategory.TIMEOUT, host + ": interrupted", e);
      } finally {
        end(process);
        delete(output);
      }
    }

    private Result result(int status, Path output, Duration took) throws IOException {
      try (InputStream stream = Files.newInputStream(output)) {
        String text = new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        return new Result(status, text, "", stream.read() >= 0, took);
      }
    }

    private static void end(Process process) {
      if (process != null && process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }

    private void delete(Path output) {
      try {
        if (output != null) {
          Files.deleteIfExists(output);
        }
      } catch (IOException e) {
        throw new FleetException(ErrorCategory.INTERNAL, host + ": " + output + ": " + e, e);
      }
    }

    @Override
    public void close() {
      // Each command is a process of its own, ended with it.
    }
  }
}
