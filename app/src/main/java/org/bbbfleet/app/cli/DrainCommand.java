package org.bbbfleet.app.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet drain}: a BigBlueButton server without meetings, for work on it. */
@Command(
    name = "drain",
    mixinStandardHelpOptions = true,
    description = {
      "Takes a BigBlueButton server out of Scalelite and waits until no meeting runs on it.",
      "Then it restarts or reboots it, creates and ends a meeting, and puts it back; without"
          + " --restart and --reboot it stays out until: fleet undrain HOST."
    })
public final class DrainCommand implements Callable<Integer> {
  @Mixin private Order order;

  @Parameters(paramLabel = "HOST", description = "The BigBlueButton server, by its inventory name.")
  private String host;

  @Option(
      names = "--deadline",
      paramLabel = "DURATION",
      defaultValue = "2h",
      description = "How long its meetings may take: 30m, 2h; at most a day (default: 2h).")
  private String deadline;

  @Option(
      names = "--end-meetings",
      description = "Go on at the deadline although meetings run; else it is put back then.")
  private boolean endMeetings;

  @Option(
      names = "--leave",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many other servers must be left to Scalelite (default: 1).")
  private int leave;

  @ArgGroup private Then then = new Then();

  /** What is done once it is empty. */
  static final class Then {
    @Option(names = "--restart", description = "Run bbb-conf --restart once it is empty.")
    private boolean restart;

    @Option(names = "--reboot", description = "Reboot it once it is empty.")
    private boolean reboot;
  }

  @Override
  public Integer call() throws InterruptedException {
    return order.carryOut(
        "/api/v1/drain",
        "drain",
        host,
        Map.of(
            "deadline",
            deadline,
            "then",
            then.reboot ? "reboot" : then.restart ? "restart" : "hold",
            "at_deadline",
            endMeetings ? "end-meetings" : "give-up",
            "leave",
            leave),
        "fleet undrain " + host);
  }
}
