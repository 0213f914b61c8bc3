package org.bbbfleet.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bbbfleet.app.service.FleetService;
import org.bbbfleet.app.service.ServeConfig;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.web.WebConfig;
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

  @Option(
      names = "--web.config.file",
      paramLabel = "FILE",
      description = "TLS, client certificates and users, in exporter-toolkit's format.")
  private Path web;

  @Override
  public Integer call() throws Exception {
    Logging.verbose();
    FleetService.run(
        ServeConfig.read(Section.load(config)),
        web == null ? WebConfig.open() : WebConfig.load(web),
        Version.current());
    return 0;
  }
}
