package org.bbbfleet.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bbbfleet.app.service.AgentService;
import org.bbbfleet.core.config.ListenAddress;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.exporters.agent.AgentConfig;
import org.bbbfleet.exporters.agent.AgentOptions;
import org.bbbfleet.exporters.agent.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleet agent}: the exporters of one host on one port. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description = "Serves this host's metrics: all exporters that suit it, on one port.",
    footer = {
      "",
      "SIGHUP makes it read its configuration again; so does a change of a file that it reads,"
          + " within half a minute."
    })
public final class AgentCommand implements Callable<Integer> {
  private static final Path DEFAULT_CONFIG = Path.of("/etc/bbb-fleet/agent.yaml");

  @Option(
      names = {"--config", "--config.file"},
      paramLabel = "FILE",
      description = "The configuration (default: /etc/bbb-fleet/agent.yaml if it is there).")
  private Path config;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "EXPORTER",
      description = "Run only these exporters, whether or not they suit the host.")
  private List<String> only = List.of();

  @Option(
      names = {"--listen", "--web.listen-address"},
      paramLabel = "HOST:PORT",
      description =
          "Where to listen, whatever the configuration says; may be given several times (default:"
              + " 0.0.0.0:9688).")
  private List<String> listen = List.of();

  @Option(
      names = "--web.config.file",
      paramLabel = "FILE",
      description = "TLS, client certificates and users, in exporter-toolkit's format.")
  private Path web;

  @Option(
      names = "--web.enable-lifecycle",
      description = "Serve POST /-/reload, which reads the configuration again.")
  private boolean lifecycle;

  @Option(
      names = "--web.max-requests",
      paramLabel = "N",
      description = "Scrapes answered at once (default: ${DEFAULT-VALUE}).")
  private int mostScrapes = AgentOptions.MOST_SCRAPES;

  @Option(
      names = "--explain",
      description = "Check the configuration, say which exporters are on or off and why, and end.")
  private boolean explain;

  @Option(names = "--json", description = "With --explain: the same as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    AgentOptions options =
        AgentOptions.of(() -> AgentConfig.of(section()))
            .withOnly(new LinkedHashSet<>(only))
            .withListen(listen.stream().map(AgentCommand::address).toList())
            .withWeb(Optional.ofNullable(web))
            .withMostScrapes(Math.max(1, mostScrapes));
    if (explain) {
      explain(options);
      return 0;
    }
    Logging.verbose();
    AgentService.run(lifecycle ? options.withLifecycle() : options, Version.current());
    return 0;
  }

  private void explain(AgentOptions options) {
    List<Explanation> explanations = AgentService.explain(options, Version.current());
    if (json) {
      Printable.print(Json.write(explanations));
      return;
    }
    Table table = new Table("EXPORTER", "IS", "BECAUSE");
    explanations.forEach(e -> table.row(e.exporter(), e.on() ? "on" : "off", e.why()));
    table.lines().forEach(Printable::print);
  }

  private Section section() {
    if (config != null) {
      return Section.load(config);
    }
    return Files.exists(DEFAULT_CONFIG)
        ? Section.load(DEFAULT_CONFIG)
        : Section.parse("(no configuration)", "");
  }

  private static ListenAddress address(String text) {
    try {
      return ListenAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ProblemsException(
          List.of(Problem.error("--web.listen-address " + text, e.getMessage())));
    }
  }
}
