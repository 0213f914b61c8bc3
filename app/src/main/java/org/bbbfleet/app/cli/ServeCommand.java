package org.bbbfleet.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bbbfleet.app.service.FleetService;
import org.bbbfleet.app.service.ServeConfig;
import org.bbbfleet.core.config.Section;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleet serve}: takes webhooks, heals, shows the console. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Takes Alertmanager's webhooks, heals, probes, shows the console.")
public final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "/etc/bbb-fleet/serve.yaml",
      description = "The configuration (default: ${DEFAULT-VALUE}).")
  private Path config;

  @Override
  public Integer call() throws Exception {
    Logging.verbose();
    FleetService.run(ServeConfig.read(Section.load(config)), Version.current());
    return 0;
  }
}
