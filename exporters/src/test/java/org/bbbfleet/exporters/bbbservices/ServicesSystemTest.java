package org.bbbfleet.exporters.bbbservices;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.exporters.testing.FakeShell;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabSpec;
import org.bbbfleet.lab.packages.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real units of a real systemd, under BigBlueButton's names. */
@Tag("system")
class ServicesSystemTest {
  private static final String UNIT =
      """
      cat >/etc/systemd/system/%s.service <<'X'
      [Unit]
      StartLimitIntervalSec=60
      StartLimitBurst=3
      [Service]
      ExecStart=%s
      Restart=%s
      RestartSec=100ms
      [Install]
      WantedBy=multi-user.target
      X
      """;

  private static Lab lab;
  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void up() {
    lab = Lab.up(LabSpec.of(new HostSpec("services", Image.BOOKWORM)), System.out::println);
    on(
        UNIT.formatted("bbb-web", "/bin/sleep infinity", "no")
            + UNIT.formatted("bbb-webrtc-sfu", "/bin/sleep infinity", "no")
            + UNIT.formatted("bbb-pads", "/bin/false", "always")
            + UNIT.formatted("bbb-lti", "/bin/sleep infinity", "no")
            + UNIT.formatted("bbb-html5", "/bin/sleep infinity", "no")
            + UNIT.formatted("mongod", "/bin/sleep infinity", "no")
                // Only what a package brought can be masked.
                .replace("/etc/systemd", "/usr/lib/systemd")
            + "set -e; systemctl daemon-reload; systemctl enable bbb-web bbb-webrtc-sfu bbb-html5 bbb-pads"
            + " mongod; systemctl mask mongod; systemctl start bbb-web bbb-webrtc-sfu; systemctl"
            + " start --no-block bbb-pads");
  }

  @AfterAll
  static void down() {
    lab.close();
  }

  @Test
  void tellsWhatRunsAndWhatDoesNot() {
    Await.until(
        "systemd has given up bbb-pads",
        () -> collect().value(ServicesMetrics.STATE, "bbb-pads", "failed") == 1);
    Samples s = collect();
    assertThat(peer(s, "bbb-web")).isEqualTo(1);
    assertThat(s.value(ServicesMetrics.MEMORY, "bbb-web"))
        .satisfiesAnyOf(
            bytes -> assertThat(bytes).isPositive(), bytes -> assertThat(bytes).isNaN());
    assertThat(s.value(ServicesMetrics.STATE_SINCE, "bbb-web")).isBetween(now() - 600, now() + 5);
    // Enabled and never started: somebody counts on it.
    assertThat(peer(s, "bbb-html5")).isZero();
    assertThat(s.value(ServicesMetrics.RESTARTS, "bbb-pads")).isGreaterThanOrEqualTo(2);
    // Switched off, masked, not installed.
    assertThat(s.value(ServicesMetrics.UP, "bbb-lti")).isNaN();
    assertThat(peer(s, "mongod")).isNaN();
    assertThat(peer(s, "red5")).isNaN();
  }

  @Test
  void whatIsKilledIsDownAndItsNeighbourIsNot() {
    on("systemctl kill -s KILL bbb-webrtc-sfu");
    Await.until(
        "bbb-webrtc-sfu is down", () -> collect().value(ServicesMetrics.UP, "bbb-webrtc-sfu") == 0);
    Samples s = collect();
    assertThat(peer(s, "bbb-webrtc-sfu")).isZero();
    assertThat(s.value(ServicesMetrics.STATE, "bbb-webrtc-sfu", "failed")).isEqualTo(1);
    assertThat(peer(s, "bbb-web")).isEqualTo(1);
    on("systemctl restart bbb-webrtc-sfu");
    assertThat(peer(collect(), "bbb-webrtc-sfu")).isEqualTo(1);
  }

  private static double peer(Samples samples, String service) {
    return samples.value(ServicesMetrics.PEER_UP.get(service));
  }

  private static double now() {
    return System.currentTimeMillis() / 1000.0;
  }

  private Samples collect() {
    FakeShell units =
        new FakeShell(
            command -> {
              Command.Output output = lab.on(lab.host("services"), command, Duration.ofSeconds(15));
              return new Shell.Result(
                  output.ok() ? 0 : 1, output.out(), output.err(), false, Duration.ZERO);
            });
    Section options = Section.parse("agent.yaml", "");
    CollectorContext context = new CollectorContext(vertx, Clock.systemUTC(), Path.of("/"));
    try (Collector collector =
        new ServicesExporter().open(options, context, units, FakeShell.printing(""))) {
      return Await.result(collector.collect());
    }
  }

  private static void on(String script) {
    Command.Output output = lab.on(lab.host("services"), script, Duration.ofSeconds(30));
    assertThat(output.ok()).as(output.out() + output.err()).isTrue();
  }
}
