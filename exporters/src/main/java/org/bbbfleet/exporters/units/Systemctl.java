package org.bbbfleet.exporters.units;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.core.shell.Shell;

/** Asks systemd for the state of units, all of them in one call. Needs no privilege. Blocks. */
public final class Systemctl implements AutoCloseable {
  private final Shell shell;
  private final String program;
  private final Duration timeout;

  /**
   * @param shell where to ask
   * @param program {@code systemctl}, or where it is
   * @param timeout the longest that it may take
   */
  public Systemctl(Shell shell, String program, Duration timeout) {
    this.shell = shell;
    this.program = program;
    this.timeout = timeout;
  }

  /**
   * The units that match; one that is named and not installed comes as not loaded.
   *
   * @param patterns names, or globs of names
   * @throws FleetException when systemd does not answer
   */
  public List<UnitStatus> show(List<String> patterns) {
    String command =
        "LC_ALL=C exec "
            + Quote.sh(program)
            + " show --no-pager --property="
            + UnitStatus.PROPERTIES
            + " -- "
            + patterns.stream().map(Quote::sh).collect(Collectors.joining(" "));
    Shell.Result result = shell.command(command, timeout);
    if (!result.ok()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          program
              + " ended with status "
              + result.exitStatus()
              + ": "
              + result.err().lines().findFirst().orElse(""));
    }
    return UnitStatus.parse(result.out());
  }

  @Override
  public void close() {
    shell.close();
  }
}
