package org.bbbfleet.app.cli;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.bbbfleet.core.config.Durations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet pause}: the healer keeps its hands off, for a reason and a time. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = "Stops healing on one host, or on the whole fleet, until a time.")
public final class PauseCommand implements Callable<Integer> {
  @Mixin private ServeClient serve;

  @Parameters(
      arity = "0..1",
      paramLabel = "HOST",
      defaultValue = "",
      description = "The host; without one, the whole fleet.")
  private String host;

  @Option(names = "--role", paramLabel = "ROLE", description = "All hosts of this role instead.")
  private String role;

  @Option(names = "--group", paramLabel = "GROUP", description = "All hosts of this group instead.")
  private String group;

  @Option(names = "--json", description = "The same as JSON.")
  private boolean json;

  @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
  private String reason;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "2h",
      description = "How long: 30m, 2h, 1d (default: ${DEFAULT-VALUE}).")
  private String length;

  @Override
  public Integer call() {
    Duration duration;
    try {
      duration = Durations.parse(length);
    } catch (IllegalArgumentException e) {
      Printable.complain("--for " + e.getMessage());
      return FleetCommand.USAGE;
    }
    Map<String, String> body = new TreeMap<>(Scoped.of(host, role, group));
    body.put("who", Operator.name());
    body.put("reason", reason);
    body.put("seconds", Long.toString(duration.toSeconds()));
    Scoped.print(serve.post("/api/v1/pauses", body), json);
    return 0;
  }
}
