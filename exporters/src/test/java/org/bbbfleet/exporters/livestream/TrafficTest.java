package org.bbbfleet.exporters.livestream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.proc.ProcFixture;
import org.bbbfleet.exporters.proc.ProcessTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficTest {
  private static final String UNIT = "bbb-livestream-room1.service";

  @TempDir Path directory;
  private ProcFixture host;
  private Traffic traffic;

  @BeforeEach
  void host() throws Exception {
    host = new ProcFixture(directory);
    traffic = new Traffic(directory, new ProcessTable(directory));
    Path own = Files.createDirectories(directory.resolve("proc/self/net"));
    Files.writeString(own.resolve("dev"), dev(7, 7));
  }

  private static String dev(long lo, long eth) {
    return "Inter-|   Receive                                                |  Transmit\n"
        + " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets\n"
        + "    lo: 11 2 0 0 0 0 0 0 "
        + lo
        + " 2 0 0 0 0 0 0\n"
        + "  eth0:99 2 0 0 0 0 0 0    "
        + eth
        + " 2 0 0 0 0 0 0\n"
        + "  eth1: 5 2 0 0 0 0 0 0 1 2 0 0 0 0 0 0\n";
  }

  @Test
  void countsWhatANetworkOfItsOwnSent() {
    host.process(10, 1, "ffmpeg", 'S', 1, 1).file(10, "net/dev", dev(50, 400));
    assertThat(traffic.sent(10)).map(Traffic.Sent::bytes).hasValue(401L);
    assertThat(traffic.sent(11)).isEmpty();
    host.file(10, "net/dev", "nonsense\n eth0: 1 2\n");
    assertThat(traffic.sent(10)).map(Traffic.Sent::bytes).hasValue(0L);
  }

  @Test
  void theHostsOwnNetworkIsNotTheWorkers() throws Exception {
    host.process(10, 1, "ffmpeg", 'S', 1, 1);
    Path net = Files.createDirectories(directory.resolve("proc/10/net"));
    Files.createLink(net.resolve("dev"), directory.resolve("proc/self/net/dev"));
    assertThat(traffic.sent(10)).isEmpty();
  }

  @Test
  void whatWasWrittenIsKnownWhereItMayBeRead() {
    host.process(10, 1, "ffmpeg", 'S', 1, 1).file(10, "io", "rchar: 5\nwchar: 1234\nsyscr: 1\n");
    assertThat(traffic.written(10)).hasValue(1234);
    host.file(10, "io", "");
    assertThat(traffic.written(10)).isEmpty();
  }

  /** A server that takes nothing more, while the encoder goes on. */
  @Test
  void aWorkerThatSentAndSendsNothingMoreIsStalled() throws Exception {
    Section options = Section.of("test", Map.of());
    LivestreamCollector collector =
        new LivestreamExporter()
            .open(
                options,
                new CollectorContext(null, Clock.systemUTC(), directory),
                new LocalShell("test"),
                System::nanoTime);
    long sent = 5000;
    for (int second = 0; second <= 30; second += 5) {
      look(second, sent);
      Samples samples = collector.look();
      assertThat(samples.value(LivestreamMetrics.WORKER_STATE, "room1", "streaming")).isEqualTo(1);
      assertThat(samples.value(LivestreamMetrics.SENT, "room1")).isEqualTo(sent);
      sent += 500_000;
    }
    for (int second = 35; second <= 45; second += 5) {
      look(second, sent - 500_000 + second);
      assertThat(collector.look().value(LivestreamMetrics.WORKER_STATE, "room1", "streaming"))
          .isEqualTo(1);
    }
    look(51, sent - 500_000 + 60);
    Samples stalled = collector.look();
    assertThat(stalled.value(LivestreamMetrics.WORKER_STATE, "room1", "stalled")).isEqualTo(1);
    assertThat(stalled.value(LivestreamMetrics.FFMPEG_IDLE, "room1")).isZero();
    collector.close();
  }

  private void look(int second, long sent) {
    host.uptime(1000 + second)
        .process(10, 1, "ffmpeg", 'R', 990, second)
        .inUnit(10, UNIT)
        .file(10, "net/dev", dev(1_000_000L * second, sent - 1));
  }
}
