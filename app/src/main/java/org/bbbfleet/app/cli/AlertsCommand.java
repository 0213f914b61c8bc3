package org.bbbfleet.app.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.bbbfleet.alerts.routing.AlertmanagerConfig;
import org.bbbfleet.alerts.rules.RuleFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleet alerts}: the alert rules and the route to the healer. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    description = "The alert rules and Alertmanager's configuration.",
    subcommands = AlertsCommand.Export.class)
public final class AlertsCommand {

  /** {@code fleet alerts export}. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Writes Prometheus rule files and alertmanager.yml into a directory.")
  public static final class Export implements Callable<Integer> {
    @Option(
        names = {"-o", "--output"},
        required = true,
        paramLabel = "DIR",
        description = "Where to write.")
    private Path directory;

    @Option(
        names = "--webhook",
        paramLabel = "URL",
        defaultValue = "http://127.0.0.1:9780/api/v1/alertmanager",
        description = "Where fleet serve takes notifications (default: ${DEFAULT-VALUE}).")
    private URI webhook;

    @Option(
        names = "--token-file",
        paramLabel = "FILE",
        defaultValue = "/etc/bbb-fleet/webhook.token",
        description = "The bearer token's file on Alertmanager's host (default: ${DEFAULT-VALUE}).")
    private String tokenFile;

    @Option(
        names = "--pending-factor",
        paramLabel = "N",
        defaultValue = "1",
        description = "Multiplies every rule's pending time (default: ${DEFAULT-VALUE}).")
    private double pendingFactor;

    @Override
    public Integer call() {
      Map<String, String> files =
          new TreeMap<>(RuleFiles.render(pendingFactor, webhook.resolve("/runbooks/")));
      files.put(
          "alertmanager.yml",
          AlertmanagerConfig.render(
              webhook,
              tokenFile,
              Duration.ofSeconds(5),
              Duration.ofMinutes(1),
              Duration.ofMinutes(15)));
      ExportFiles.write(directory, files);
      return 0;
    }
  }
}
