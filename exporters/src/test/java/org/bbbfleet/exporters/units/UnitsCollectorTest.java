package org.bbbfleet.exporters.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitsCollectorTest {
  private final Vertx vertx = Vertx.vertx();
  private final FakeShell shell = new FakeShell();

  @TempDir Path root;

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void tellsTheStateOfEachUnit() throws IOException {
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(root.resolve("proc/uptime"), "1000.50 2000.00\n");
    shell.out =
        unit("nginx.service", "active", "enabled", 0)
            + "\n"
            + unit("freeswitch.service", "failed", "enabled", 7);
    Samples s = collect("");
    assertThat(s.value(UnitsMetrics.ACTIVE, "nginx.service")).isEqualTo(1);
    assertThat(s.value(UnitsMetrics.ACTIVE, "freeswitch.service")).isZero();
    assertThat(s.value(UnitsMetrics.STATE, "freeswitch.service", "failed")).isEqualTo(1);
    assertThat(s.value(UnitsMetrics.STATE, "freeswitch.service", "active")).isZero();
    assertThat(s.series(UnitsMetrics.STATE)).hasSize(10);
    assertThat(s.value(UnitsMetrics.RESTARTS, "freeswitch.service")).isEqualTo(7);
    assertThat(s.value(UnitsMetrics.ENABLED, "nginx.service")).isEqualTo(1);
    // 1 000 000 now, up for 1000.5 s, changed 400 s after the boot
    assertThat(s.value(UnitsMetrics.STATE_SINCE, "nginx.service")).isEqualTo(999_400);
  }

  @Test
  void aUnitThatIsNotInstalledIsAbsentNotDown() {
    shell.out = unit("mongod.service", "inactive", "", 0).replace("=loaded", "=not-found");
    assertThat(collect("units: [mongod]").metrics()).isEmpty();
  }

  @Test
  void onlyUnitsThatSomebodyCountsOnAreExpected() {
    shell.out =
        unit("bbb-web.service", "inactive", "enabled", 0)
            + "\n"
            + unit("bbb-off.service", "inactive", "disabled", 0)
            + "\n"
            + unit("bbb-helper.service", "inactive", "static", 0)
            + "\n"
            + unit("bbb-once.service", "inactive", "enabled", 0).replace("=simple", "=oneshot");
    assertThat(collect("units: ['bbb-*']").series(UnitsMetrics.ACTIVE))
        .containsExactly(List.of("bbb-web.service"));
    assertThat(collect("units: ['bbb-*', bbb-off]").series(UnitsMetrics.ACTIVE))
        .containsExactly(List.of("bbb-web.service"), List.of("bbb-off.service"));
  }

  @Test
  void aUnitNamedByItsAliasIsExpected() {
    shell.out =
        unit("redis-server.service", "inactive", "disabled", 0)
            .replace("Names=redis-server.service", "Names=redis.service redis-server.service");
    assertThat(collect("units: [redis]").value(UnitsMetrics.ACTIVE, "redis-server.service"))
        .isZero();
  }

  @Test
  void asksOnceForAllUnitsWithQuotedNames() {
    collect("units: ['bbb-*', freeswitch, a.socket]\nsystemctl: /opt/my systemctl");
    assertThat(shell.commands)
        .containsExactly(
            "LC_ALL=C exec '/opt/my systemctl' show --no-pager --property="
                + UnitStatus.PROPERTIES
                + " -- a.socket 'bbb-*.service' freeswitch.service");
  }

  @Test
  void oddStatesAndOddOutputAreRead() {
    shell.out =
        "garbage\n\n=x\n\nNames=only\n\n"
            + unit("a.service", "reloading", "enabled", 0).replace("NRestarts=0\n", "")
            + "\n\n\n"
            + unit("b.service", "what-is-this", "enabled", 0).replace("=400000000", "=[not set]");
    Samples s = collect("");
    assertThat(s.value(UnitsMetrics.ACTIVE, "a.service")).isEqualTo(1);
    assertThat(s.value(UnitsMetrics.STATE, "b.service", "inactive")).isEqualTo(1);
    assertThat(s.series(UnitsMetrics.RESTARTS)).containsExactly(List.of("b.service"));
    assertThat(s.metrics()).doesNotContain(UnitsMetrics.STATE_SINCE);
  }

  @Test
  void aSystemctlThatFailsFailsTheCollection() {
    shell.status = 1;
    assertThatThrownBy(() -> collect(""))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("systemctl ended with status 1: Failed to connect to bus");
  }

  @Test
  void namesThatAreNoneAreReported() {
    Section options = Section.parse("agent.yaml", "units: ['-x', 'a b', '$(id)', ok]");
    new UnitsExporter().open(options, context(), shell).close();
    assertThatThrownBy(options::finish)
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("no name of a unit: -x")
        .hasMessageContaining("no name of a unit: a b")
        .hasMessageContaining("no name of a unit: $(id)");
  }

  @Test
  void suitsHostsWhereSystemdRuns() throws IOException {
    Section none = Section.parse("agent.yaml", "");
    assertThat(new UnitsExporter().presenceBelow(root, none).on()).isFalse();
    Files.createDirectories(root.resolve("run/systemd/system"));
    assertThat(new UnitsExporter().presenceBelow(root, none).on()).isTrue();
  }

  private Samples collect(String yaml) {
    Section options = Section.parse("agent.yaml", yaml);
    try (Collector collector = new UnitsExporter().open(options, context(), shell)) {
      options.finish();
      return Await.result(collector.collect());
    }
  }

  private CollectorContext context() {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);
    return new CollectorContext(vertx, clock, root);
  }

  private static String unit(String id, String active, String enabled, int restarts) {
    return """
        Type=simple
        NRestarts=%d
        Id=%s
        Names=%s
        LoadState=loaded
        ActiveState=%s
        UnitFileState=%s
        StateChangeTimestampMonotonic=400000000
        """
        .formatted(restarts, id, id, active, enabled);
  }

  /** Answers with a text and remembers what it was asked. */
  private static final class FakeShell implements Shell {
    private final List<String> commands = new ArrayList<>();
    private String out = "";
    private int status;

    @Override
    public String host() {
      return "localhost";
    }

    @Override
    public Result run(Script script) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Result command(String commandLine, Duration timeout) {
      commands.add(commandLine);
      return new Result(status, out, "Failed to connect to bus\nmore\n", false, Duration.ZERO);
    }

    @Override
    public void upload(Path local, String remotePath, String mode, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
