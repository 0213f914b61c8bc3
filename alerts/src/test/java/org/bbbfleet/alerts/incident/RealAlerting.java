package org.bbbfleet.alerts.incident;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.alerts.routing.AlertmanagerConfig;
import org.bbbfleet.alerts.routing.People;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;

/** Debian's Prometheus, Alertmanager and aiosmtpd, unpacked, on ports of their own. */
final class RealAlerting implements AutoCloseable {
  private final Path directory;
  private final DebianPackages packages =
      new DebianPackages(FleetCache.fromEnvironment(), System.out::println);
  private final Deque<Process> running = new ArrayDeque<>();
  final int prometheusPort = port();
  final int alertmanagerPort = port();
  final int smtpPort = port();
  private Process alertmanager;

  RealAlerting(Path directory) {
    this.directory = directory;
  }

  URI prometheus() {
    return URI.create("http://127.0.0.1:" + prometheusPort);
  }

  URI alertmanager() {
    return URI.create("http://127.0.0.1:" + alertmanagerPort);
  }

  private static int port() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A mail server that prints what it gets. */
  void startSmtp() throws IOException {
    Unpacked programs =
        packages.unpack(
            List.of(
                new Wanted("python3-aiosmtpd", "it takes the mail that calls a person"),
                new Wanted("python3-attr", "aiosmtpd needs it")));
    String modules = programs.root().resolve("usr/lib/python3/dist-packages").toString();
    start(
        "smtp",
        Map.of("PYTHONPATH", modules, "PYTHONUNBUFFERED", "1"),
        List.of(
            "python3",
            "-m",
            "aiosmtpd",
            "-n",
            "-l",
            "127.0.0.1:" + smtpPort,
            "-c",
            "aiosmtpd.handlers.Debugging",
            "stdout"));
  }

  /** What the mail server has got so far. */
  String mails() {
    return log("smtp").replace("=\n", "");
  }

  String log(String name) {
    try {
      return Files.readString(directory.resolve(name + ".log"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  void startAlertmanager(URI webhook) throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "let-me-in");
    Path file =
        Files.writeString(
            directory.resolve("alertmanager.yml"),
            AlertmanagerConfig.render(
                webhook,
                token.toString(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofMinutes(15),
                new People(
                    Optional.of(
                        new People.Mail(
                            "ops@example.org",
                            "fleet@example.org",
                            "127.0.0.1:" + smtpPort,
                            "localhost",
                            "",
                            "",
                            People.Tls.OFFERED)),
                    Optional.empty(),
                    List.of())));
    Unpacked programs =
        packages.unpack(List.of(new Wanted("prometheus-alertmanager", "it sends the alerts")));
    // Debian's reads its templates from a fixed place: a copy reads them from the unpacked tree.
    Path copy = directory.resolve("alertmanager");
    Command.of(
            "sh",
            "-c",
            "LC_ALL=C sed 's|/usr/share/prometheus/alertmanager|usr/share/prometheus/alertmanager/|g'"
                + " \"$1\" > \"$2\" && chmod 700 \"$2\"",
            "copy",
            programs.program("prometheus-alertmanager").toString(),
            copy.toString())
        .runFor("copy Alertmanager");
    alertmanager =
        start(
            "alertmanager",
            programs.environment(),
            List.of(
                "env",
                "-C",
                programs.root().toString(),
                copy.toString(),
                "--config.file=" + file,
                "--storage.path=" + directory.resolve("am"),
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + alertmanagerPort));
  }

  void stopAlertmanager() throws InterruptedException {
    end(alertmanager);
  }

  void startPrometheus(int exporter, String rules) throws IOException {
    Files.writeString(directory.resolve("rules.yml"), rules);
    Path file =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s, external_labels: {prometheus_cluster: c}}
            rule_files: [rules.yml]
            alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:%d']}]}]}
            scrape_configs:
            - job_name: agent
              static_configs: [{targets: ['127.0.0.1:%d'], labels: {host: bbb-1}}]
            """
                .formatted(alertmanagerPort, exporter));
    Unpacked programs =
        packages.unpack(List.of(new Wanted("prometheus", "it judges by the rules")));
    start(
        "prometheus",
        programs.environment(),
        List.of(
            programs.program("prometheus").toString(),
            "--config.file=" + file,
            "--storage.tsdb.path=" + directory.resolve("tsdb"),
            "--rules.alert.resend-delay=1s",
            "--web.listen-address=127.0.0.1:" + prometheusPort));
  }

  private Process start(String name, Map<String, String> environment, List<String> line)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(line))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    running.push(process);
    return process;
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : running) {
      end(process);
    }
  }
}
