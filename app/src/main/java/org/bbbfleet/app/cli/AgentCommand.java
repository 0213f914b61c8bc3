package org.bbbfleet.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.bbbfleet.app.service.AgentService;
import org.bbbfleet.core.config.Section;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleet agent}: the exporters of one host on one port. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description = "Serves this host's metrics: all exporters that suit it, on one port.")
public final class AgentCommand implements Callable<Integer> {
  private static final Path DEFAULT_CONFIG = Path.of("/etc/bbb-fleet/agent.yaml");

  @Option(
      names = "--config",
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
      description = "Where to listen, whatever the configuration says (default: 0.0.0.0:9688).")
  private String listen;

  @Override
  public Integer call() throws Exception {
    Logging.verbose();
    Section section = config();
    if (listen != null) {
      section = section.with("listen", listen);
    }
    AgentService.run(section, new LinkedHashSet<>(only), Version.current());
    return 0;
  }

  private Section config() {
    if (config != null) {
      return Section.load(config);
    }
    return Files.exists(DEFAULT_CONFIG)
        ? Section.load(DEFAULT_CONFIG)
        : Section.parse("(no configuration)", "");
  }
}
