package org.bbbfleet.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Reading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fleet inventory check}: everything that is wrong with an inventory, at once. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Everything that is wrong with the inventory, at once: unknown and missing variables,"
            + " undefined names, wrong values, two hosts at one address, …. fleet provision does"
            + " the same before it contacts a host.",
    footer = {"", "Exit codes: 0 nothing is wrong (there may be warnings), 1 something is."})
public final class InventoryCheckCommand implements Callable<Integer> {
  @Mixin private FleetOptions options;

  @Option(names = "--json", description = "The problems as JSON.")
  private boolean json;

  /** What the check found. */
  record Found(int hosts, long errors, long warnings, List<Problem> problems) {}

  @Override
  public Integer call() {
    Reading reading = options.reading();
    List<Problem> problems = options.problems(reading);
    Map<Problem.Severity, Long> counts = new LinkedHashMap<>();
    problems.forEach(problem -> counts.merge(problem.severity(), 1L, Long::sum));
    long errors = counts.getOrDefault(Problem.Severity.ERROR, 0L);
    long warnings = counts.getOrDefault(Problem.Severity.WARNING, 0L);
    int hosts = reading.inventory().hosts().size();
    if (json) {
      Printable.print(Json.write(new Found(hosts, errors, warnings, problems)));
    } else {
      problems.forEach(problem -> Printable.print(line(problem)));
      Printable.print(summary(hosts, errors, warnings));
    }
    return errors > 0 ? 1 : 0;
  }

  /** A problem as one line; what does not stop us says so. */
  static String line(Problem problem) {
    String kind =
        switch (problem.severity()) {
          case ERROR -> "";
          case WARNING -> "warning: ";
          case INFO -> "note: ";
        };
    return problem.where().isEmpty()
        ? kind + problem.message()
        : problem.where() + "   " + kind + problem.message();
  }

  private static String summary(int hosts, long errors, long warnings) {
    String more =
        warnings == 0 ? "" : warnings == 1 ? " 1 warning." : " " + warnings + " warnings.";
    if (errors == 0) {
      return hosts + (hosts == 1 ? " host, no problems." : " hosts, no problems.") + more;
    }
    return (errors == 1 ? "1 problem." : errors + " problems.")
        + more
        + " Nothing was contacted, nothing was changed.";
  }
}
