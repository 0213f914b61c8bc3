package org.bbbfleet.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.freeswitch.FreeSwitchExporter;
import org.bbbfleet.lab.freeswitch.FreeSwitchFault;
import org.bbbfleet.lab.freeswitch.FreeSwitchOptions;
import org.bbbfleet.lab.freeswitch.FreeSwitchSimulator;
import org.bbbfleet.lab.freeswitch.Scenario;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alerts that people have today, word by word, on what our exporter really exports. With the
 * exporter that they were written for, FreeSwitchDown could never fire.
 */
@Tag("system")
final class SeedRulesSystemTest {
  private static final String RULES =
      """
      groups:
        - name: FreeSwitch
          rules:
            - alert: FreeSwitchDown
              expr: freeswitch_up == 0
              for: 5m
            - alert: FreeSwitchSessionsWarning
              expr: (freeswitch_session_active * 100 / freeswitch_session_limit) > 80
              for: 5m
            - alert: FreeSwitchSessionsCritical
              expr: (freeswitch_session_active * 100 / freeswitch_session_limit) > 95
              for: 5m
      """;

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private FreeSwitchSimulator simulator;
  private Collector collector;

  @BeforeEach
  void start() throws Exception {
    simulator =
        FreeSwitchSimulator.start(vertx, FreeSwitchOptions.loopback("ClueCon").in(Scenario.BUSY))
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    Section options =
        Section.parse(
            "agent.yaml",
            "{host: 127.0.0.1, port: %d, password: ClueCon}".formatted(simulator.port()));
    collector =
        new FreeSwitchExporter()
            .open(options, new CollectorContext(vertx, Clock.systemUTC(), directory));
  }

  @AfterEach
  void end() throws Exception {
    collector.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void aBusyFreeSwitchRaisesNone() throws Exception {
    assertFiring(List.of());
  }

  @Test
  void aDeadFreeSwitchIsDown() throws Exception {
    simulator
        .fault(new FreeSwitchFault.Refused())
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    assertFiring(List.of("FreeSwitchDown"));
  }

  @Test
  void aFreeSwitchWithoutRoomWarns() throws Exception {
    simulator.scenario(Scenario.LIMIT_MAX_SESSIONS);
    assertFiring(List.of("FreeSwitchSessionsWarning", "FreeSwitchSessionsCritical"));
  }

  private void assertFiring(List<String> alerts) throws Exception {
    Samples samples =
        collector.collect().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    List<Map<String, String>> series = new ArrayList<>();
    for (String line : Exposition.forAccept("").write(samples).split("\n")) {
      int blank = line.lastIndexOf(' ');
      if (!line.startsWith("#") && line.startsWith("freeswitch_") && blank > 0) {
        series.add(
            Map.of(
                "series",
                line.substring(0, blank),
                "values",
                new BigDecimal(line.substring(blank + 1)).toPlainString() + "+0x40"));
      }
    }
    List<Map<String, Object>> checks = new ArrayList<>();
    for (String alert :
        List.of("FreeSwitchDown", "FreeSwitchSessionsWarning", "FreeSwitchSessionsCritical")) {
      for (String time : List.of("4m45s", "5m")) {
        boolean fires = alerts.contains(alert) && time.equals("5m");
        checks.add(
            Map.of(
                "eval_time",
                time,
                "alertname",
                alert,
                "exp_alerts",
                fires ? List.of(Map.of("exp_labels", Map.of())) : List.of()));
      }
    }
    Path rules = Files.writeString(directory.resolve("seed.yml"), RULES);
    Map<String, Object> document =
        Map.of(
            "rule_files",
            List.of(rules.toString()),
            "evaluation_interval",
            "15s",
            "tests",
            List.of(Map.of("interval", "15s", "input_series", series, "alert_rule_test", checks)));
    Path tests = directory.resolve("tests.yml");
    Files.writeString(tests, new YAMLMapper().writeValueAsString(document));
    Command.Output output = promtool(tests);
    assertThat(output.out() + output.err()).contains("SUCCESS").doesNotContain("FAILED");
    assertThat(output.ok()).isTrue();
  }

  private static Command.Output promtool(Path tests) throws IOException {
    Unpacked tools =
        new DebianPackages(FleetCache.fromEnvironment(), System.out::println)
            .unpack(List.of(new Wanted("prometheus", "its tool runs the alerts")));
    return Command.of(
            List.of(tools.program("promtool").toString(), "test", "rules", tests.toString()))
        .with(tools.environment())
        .run();
  }
}
