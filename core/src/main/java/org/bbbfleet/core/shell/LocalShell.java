package org.bbbfleet.core.shell;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local twin of the remote shell: the same contract on this machine. Commands start in the home
 * directory with a login's few environment variables, not with ours.
 */
public final class LocalShell extends ProcessShell {
  private static final Logger LOG = LoggerFactory.getLogger(LocalShell.class);
  private static final List<String> PATH =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private final Optional<Path> forcedCommand;

  /** A shell on this machine under the host's name. */
  public LocalShell(String host) {
    this(host, Optional.empty());
  }

  /**
   * A shell that runs {@code forcedCommand}, if given, in place of every command line, with the
   * line in {@code SSH_ORIGINAL_COMMAND}: as sshd does for a key with {@code command=}.
   */
  public LocalShell(String host, Optional<Path> forcedCommand) {
    this(host, forcedCommand, Optional.empty());
  }

  /** A shell whose scripts and uploads become another user. */
  LocalShell(String host, Optional<Path> forcedCommand, Optional<Become> become) {
    super(host, System.getProperty("user.name"), become);
    this.forcedCommand = forcedCommand;
  }

  @Override
  Running start(String commandLine) {
    ProcessBuilder builder =
        new ProcessBuilder(
            forcedCommand
                .map(program -> List.of(program.toAbsolutePath().toString()))
                .orElse(List.of("/bin/sh", "-c", commandLine)));
    String home = System.getProperty("user.home");
    String user = System.getProperty("user.name");
    Set<String> path =
        new LinkedHashSet<>(List.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(":")));
    path.addAll(PATH);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", String.join(":", path));
    environment.put("HOME", home);
    environment.put("USER", user);
    environment.put("LOGNAME", user);
    environment.put("SHELL", "/bin/sh");
    forcedCommand.ifPresent(program -> environment.put("SSH_ORIGINAL_COMMAND", commandLine));
    // A service's user often has a home that isn't there; a login starts in / then, too.
    builder.directory(Files.isDirectory(Path.of(home)) ? new File(home) : new File("/"));
    try {
      return new LocalRunning(builder.start());
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          host() + ": can't start " + builder.command().get(0) + ": " + e.getMessage(),
          e);
    }
  }

  @Override
  public void close() {
    endActive();
  }

  private record LocalRunning(Process process) implements Running {
    @Override
    public OutputStream stdin() {
      return process.getOutputStream();
    }

    @Override
    public InputStream out() {
      return process.getInputStream();
    }

    @Override
    public InputStream err() {
      return process.getErrorStream();
    }

    @Override
    public OptionalInt awaitExit(Duration longest) throws InterruptedException {
      return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    }

    @Override
    public void kill(long group, Optional<Become> become) {
      String line = "kill -s KILL -- -" + group;
      try {
        Process kill =
            new ProcessBuilder("/bin/sh", "-c", become.map(b -> b.around(line)).orElse(line))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream stdin = kill.getOutputStream()) {
          for (Secret password : become.flatMap(Become::password).stream().toList()) {
            stdin.write((password.reveal() + "\n").getBytes(StandardCharsets.UTF_8));
          }
        }
        kill.waitFor(5, TimeUnit.SECONDS);
      } catch (IOException e) {
        // The group's own `timeout` ends it all the same.
        LOG.debug("can't end process group {}: {}", group, e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void abandon() {
      // A plain command has no group of its own: take what descends from it.
      if (process.isAlive()) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
      }
      // A child that keeps our pipes open keeps the two daemon threads that read them, until it
      // ends.
    }
  }
}
