package org.bbbfleet.exporters.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.core.shell.Shell;

/**
 * Runs a host's own programs for an exporter: in the C locale, within a time, with bounded output.
 * Words are quoted, so nothing in them is ever a shell's.
 */
public final class Tool implements AutoCloseable {
  private static final List<String> PLACES =
      List.of("usr/sbin", "usr/bin", "sbin", "bin", "usr/local/sbin", "usr/local/bin");

  /** fail2ban-client's words, and the system's own, which most tools repeat; also sudo's. */
  private static final Pattern DENIED =
      Pattern.compile(
          "(?i)permission denied|operation not permitted|must be root|no new privileges"
              + "|password is required");

  private final Shell shell;
  private final List<String> runWith;
  private final Duration timeout;
  private volatile boolean closed;

  private Tool(Shell shell, List<String> runWith, Duration timeout) {
    this.shell = shell;
    this.runWith = List.copyOf(runWith);
    this.timeout = timeout;
  }

  /**
   * As the exporter's section says: {@code run_with}, the words before each command, such as {@code
   * [sudo, -n]}, and {@code timeout}.
   */
  public static Tool from(Section options, Duration usualTimeout) {
    return new Tool(
        new LocalShell("localhost"),
        options.strings("run_with", List.of()),
        options.duration("timeout", usualTimeout));
  }

  /** Where a program is below a root, for an exporter's presence. */
  public static Optional<Path> find(Path root, String program) {
    return PLACES.stream()
        .map(place -> root.resolve(place).resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Runs a program to its end; blocks.
   *
   * @return empty when it could not be run, did not end in time or is no longer wanted
   */
  public Optional<Shell.Result> run(String... words) {
    if (closed) {
      return Optional.empty();
    }
    List<String> all = new ArrayList<>(runWith);
    all.addAll(List.of(words));
    String line =
        "LC_ALL=C LANGUAGE=C exec " + all.stream().map(Quote::sh).collect(Collectors.joining(" "));
    try {
      return Optional.of(shell.command(line, timeout)).filter(result -> !result.truncated());
    } catch (FleetException e) {
      // Its absence or slowness is what the exporter's own "up" tells.
      return Optional.empty();
    }
  }

  /**
   * The same, of a program that tells who may not ask it: what it watches is then not known, which
   * is neither well nor down.
   *
   * @throws FleetException when the agent's user may not ask
   */
  public Optional<Shell.Result> ask(String... words) {
    Optional<Shell.Result> result = run(words);
    if (result.isPresent() && !result.get().ok() && denied(result.get())) {
      throw new FleetException(
          ErrorCategory.AUTHENTICATION,
          words[0] + " says that this user may not ask it: see Privileges in the exporter's page");
    }
    return result;
  }

  private static boolean denied(Shell.Result result) {
    return DENIED.matcher(result.err()).find() || DENIED.matcher(result.out()).find();
  }

  /** Ends what runs; of several programs no other is begun. */
  @Override
  public void close() {
    closed = true;
    shell.close();
  }
}
