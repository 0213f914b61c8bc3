package org.bbbfleet.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.bbbfleet.core.config.Suggestion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet bench}: runs benchmarks and reports their figures. */
@Command(
    name = "fleet bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the product against real peers and physical limits.",
      "Without a name, all benchmarks of the suite run, one after the other."
    })
public final class Main implements Callable<Integer> {
  private static final int USAGE = 64;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SUITE",
      description = "exporters, healing, provision, …")
  private String suite;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "NAME",
      description = "Only these benchmarks.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "Say what there is and measure nothing.")
  private boolean list;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Option(
      names = "--write",
      paramLabel = "PAGE",
      description = "Put the figures into this page, such as docs/performance.md.")
  private Path page;

  private final List<Benchmark> all;

  private Main(List<Benchmark> all) {
    this.all = all;
  }

  /** Runs a command line and ends the process with its exit code. */
  public static void main(String... args) {
    List<Benchmark> all =
        ServiceLoader.load(Benchmark.class).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(Benchmark::suite).thenComparing(Benchmark::name))
            .toList();
    CommandLine line = new CommandLine(new Main(all));
    line.getCommandSpec().exitCodeOnInvalidInput(USAGE);
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (list || suite == null) {
      all.forEach(b -> System.out.println(b.suite() + " " + b.name() + "  " + b.about()));
      return suite == null && !list ? USAGE : 0;
    }
    List<Benchmark> chosen = chosen();
    List<Report> reports = new ArrayList<>();
    for (Benchmark benchmark : chosen) {
      reports.add(measure(benchmark));
    }
    if (json) {
      ObjectMapper mapper = new ObjectMapper().registerModule(new Jdk8Module());
      System.out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(reports));
    }
    if (page != null) {
      new PerformancePage(page).write(reports);
    }
    return 0;
  }

  private List<Benchmark> chosen() {
    List<Benchmark> ofSuite = all.stream().filter(b -> b.suite().equals(suite)).toList();
    List<String> suites = all.stream().map(Benchmark::suite).distinct().toList();
    if (ofSuite.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "There is no suite "
              + suite
              + ". Known: "
              + String.join(", ", suites)
              + "."
              + Suggestion.sentence(suite, suites));
    }
    List<String> known = ofSuite.stream().map(Benchmark::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "The suite "
                + suite
                + " has no "
                + name
                + ". Known: "
                + String.join(", ", known)
                + "."
                + Suggestion.sentence(name, known));
      }
    }
    return ofSuite.stream().filter(b -> names.isEmpty() || names.contains(b.name())).toList();
  }

  private Report measure(Benchmark benchmark) throws Exception {
    String key = benchmark.suite() + "/" + benchmark.name();
    boolean watched = System.console() != null;
    Measurement measurement =
        new Measurement(
            step -> {
              if (watched) {
                System.err.print("\r\033[K" + key + ": " + step);
              }
            });
    benchmark.run(measurement);
    if (watched) {
      System.err.print("\r\033[K");
    }
    Report report =
        new Report(
            benchmark.suite(),
            benchmark.name(),
            benchmark.about(),
            Machine.describe(),
            measurement.figures(),
            measurement.notes());
    if (!json) {
      System.out.println(report.text());
    }
    return report;
  }
}
