package org.bbbfleet.exporters.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real fail2ban, unpacked and started privately, whose bans touch no firewall. */
@Tag("system")
final class Fail2banSystemTest {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  @TempDir private Path directory;

  @Test
  void bansAreCountedAndAServerThatEndsIsDown() throws Exception {
    Unpacked tools =
        new DebianPackages(FleetCache.fromEnvironment(), System.out::println)
            .unpack(List.of(new Wanted("fail2ban", "its own answers are parsed")));
    Path log = Files.createFile(directory.resolve("a.log"));
    List<String> python =
        List.of(
            "env",
            "PYTHONDONTWRITEBYTECODE=1",
            "PYTHONPATH=" + tools.root().resolve("usr/lib/python3/dist-packages"),
            "python3");
    List<String> paths =
        List.of(
            "-c", configuration(log).toString(),
            "-s", directory.resolve("s.sock").toString(),
            "-p", directory.resolve("f.pid").toString());
    List<String> server = new ArrayList<>(python);
    server.addAll(List.of(tools.program("fail2ban-server").toString(), "-f"));
    server.addAll(paths);
    server.addAll(List.of("--logtarget", directory.resolve("f.log").toString()));
    List<String> client = new ArrayList<>(List.of(tools.program("fail2ban-client").toString()));
    client.addAll(paths);

    Vertx vertx = Vertx.vertx();
    RealProcesses real = new RealProcesses(directory);
    try (Collector collector =
        new Fail2banExporter()
            .open(
                Section.of("test", Map.of("client", client, "run_with", python)),
                new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")))) {
      assertThat(collect(collector).value(Fail2banMetrics.UP)).isZero();
      Process running = real.start(server);
      RealProcesses.await(
          Duration.ofSeconds(40),
          "both jails run",
          () -> collect(collector).value(Fail2banMetrics.JAILS) == 2);
      for (int i = 0; i < 3; i++) {
        Files.writeString(
            log,
            STAMP.format(LocalDateTime.now()) + " bad login from 192.0.2.9\n",
            StandardOpenOption.APPEND);
      }
      RealProcesses.await(
          Duration.ofSeconds(40),
          "the address is banned",
          () -> collect(collector).value(Fail2banMetrics.NOW, "test-a", "banned") == 1);
      Samples samples = collect(collector);
      assertThat(samples.value(Fail2banMetrics.TOTALS, "test-a", "failed")).isEqualTo(3);
      assertThat(samples.value(Fail2banMetrics.TOTALS, "test-b", "banned")).isZero();
      assertThat(samples.series(Fail2banMetrics.NOW)).hasSize(4);
      running.destroyForcibly();
      RealProcesses.await(
          Duration.ofSeconds(20),
          "it is down",
          () -> collect(collector).value(Fail2banMetrics.UP) == 0);
    } finally {
      real.close();
      Await.result(vertx.close());
    }
  }

  private static Samples collect(Collector collector) {
    return Await.result(collector.collect());
  }

  private Path configuration(Path log) throws Exception {
    Path etc = Files.createDirectories(directory.resolve("etc"));
    Files.createDirectories(etc.resolve("filter.d"));
    Files.createDirectories(etc.resolve("action.d"));
    Files.writeString(
        etc.resolve("fail2ban.conf"),
        "[Definition]\nloglevel = INFO\nlogtarget = STDERR\nsyslogsocket = auto\ndbfile = None\n"
            + "dbpurgeage = 1d\n[Thread]\n");
    Files.writeString(
        etc.resolve("filter.d/test.conf"),
        "[Definition]\nfailregex = ^.* bad login from <HOST>$\n");
    StringBuilder jails =
        new StringBuilder(
            "[DEFAULT]\nbackend = polling\nmaxretry = 2\nfindtime = 10m\nbantime = 10m\n"
                + "usedns = no\nlogencoding = utf-8\n");
    for (String jail : List.of("test-a", "test-b")) {
      Path file = jail.equals("test-a") ? log : Files.createFile(directory.resolve(jail));
      jails.append(
          "[" + jail + "]\nenabled = true\nfilter = test\nlogpath = " + file + "\naction =\n");
    }
    Files.writeString(etc.resolve("jail.conf"), jails);
    return etc;
  }
}
