package org.bbbfleet.lab.packages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * One program of this machine, run to its end.
 *
 * @param line the program and its arguments
 * @param environment added to ours
 * @param directory where it runs
 * @param limit the longest it may take; then it and its descendants are ended
 */
public record Command(
    List<String> line, Map<String, String> environment, Optional<Path> directory, Duration limit) {

  private static final int KEPT = 1 << 20;

  public Command {
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
  }

  /** A command that may take a minute. */
  public static Command of(String... line) {
    return of(List.of(line));
  }

  /** A command that may take a minute. */
  public static Command of(List<String> line) {
    return new Command(line, Map.of(), Optional.empty(), Duration.ofMinutes(1));
  }

  /** The same with another time limit. */
  public Command within(Duration other) {
    return new Command(line, environment, directory, other);
  }

  /** The same in another directory. */
  public Command in(Path other) {
    return new Command(line, environment, Optional.of(other), limit);
  }

  /** The same with more environment. */
  public Command with(Map<String, String> more) {
    return new Command(line, more, directory, limit);
  }

  /**
   * What came back; each stream's last MiB.
   *
   * @param status the exit status
   */
  public record Output(int status, String out, String err) {

    /** Whether the exit status is 0. */
    public boolean ok() {
      return status == 0;
    }

    /** The last lines of what it said, for messages: of its errors, else of its output. */
    public String tail() {
      String said = (err.isBlank() ? out : err).strip();
      List<String> lines = said.lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
  }

  /**
   * Runs it.
   *
   * @throws FleetException TIMEOUT when it took too long; INPUT when there is no such program
   */
  public Output run() {
    ProcessBuilder builder = new ProcessBuilder(line).redirectInput(DEV_NULL);
    builder.environment().putAll(environment);
    builder.environment().put("LC_ALL", "C.UTF-8");
    directory.ifPresent(place -> builder.directory(place.toFile()));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT, "can't run " + line.get(0) + ": " + e.getMessage(), e);
    }
    try {
      CompletableFuture<String> out = drain(process.getInputStream());
      CompletableFuture<String> err = drain(process.getErrorStream());
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new FleetException(
            ErrorCategory.TIMEOUT,
            String.join(" ", line) + " was ended after " + limit.toSeconds() + " s");
      }
      return new Output(process.exitValue(), soon(out), soon(err));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.INTERNAL, line.get(0) + " was interrupted", e);
    } finally {
      end(process);
    }
  }

  /**
   * Runs it and insists on success.
   *
   * @param attempted what it is for, as in "can't …"
   * @throws FleetException REMOTE with the last lines that it printed
   */
  public Output runFor(String attempted) {
    Output output = run();
    if (!output.ok()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          "can't "
              + attempted
              + ": "
              + line.get(0)
              + " exited with "
              + output.status()
              + "\n"
              + output.tail());
    }
    return output;
  }

  private static final ProcessBuilder.Redirect DEV_NULL =
      ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile());

  private static void end(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** A descendant may hold the pipe open after the program's end: its words are not waited for. */
  private static String soon(CompletableFuture<String> text) throws InterruptedException {
    try {
      return text.get(2, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      return "";
    } catch (java.util.concurrent.ExecutionException e) {
      throw new FleetException(ErrorCategory.INTERNAL, "can't read its output", e.getCause());
    }
  }

  private static CompletableFuture<String> drain(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (stream) {
                text.complete(tailOf(stream));
              } catch (IOException | RuntimeException e) {
                text.completeExceptionally(e);
              }
            },
            "command-output");
    reader.setDaemon(true);
    reader.start();
    return text;
  }

  private static String tailOf(InputStream stream) throws IOException {
    StringBuilder kept = new StringBuilder();
    byte[] buffer = new byte[8192];
    for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
      kept.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
      if (kept.length() > 2 * KEPT) {
        kept.delete(0, kept.length() - KEPT);
      }
    }
    return kept.toString();
  }

  /** The text of a script that comes with the class, as a resource beside it. */
  public static String script(Class<?> beside, String name) {
    try (InputStream stream = beside.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalArgumentException("no resource " + name + " beside " + beside.getName());
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
