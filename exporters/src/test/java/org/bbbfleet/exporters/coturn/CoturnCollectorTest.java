package org.bbbfleet.exporters.coturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.proc.ProcFixture;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a TURN server counts as listening. */
final class CoturnCollectorTest {
  private static final String HEADING = "  sl  local_address rem_address   st\n";

  @TempDir private Path root;
  private final Vertx vertx = Vertx.vertx();

  @BeforeEach
  void oneTurnserverRuns() throws IOException {
    new ProcFixture(root).process(77, 1, "turnserver", 'S', 10, 1);
    Files.writeString(
        root.resolve("proc/77/status"), "Name:\tturnserver\nUid:\t109\t109\t109\t109\n");
    Files.createDirectories(root.resolve("proc/net"));
    Files.createDirectories(root.resolve("etc"));
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  private void listens(int port, int user) throws IOException {
    Files.writeString(
        root.resolve("proc/net/tcp"),
        HEADING
            + String.format(
                "   0: 00000000:%04X 00000000:0000 0A 00000000:00000000 00:00000000 00000000"
                    + " %5d        0 4711 1 0000000000000000 100 0 0 10 0\n",
                port, user));
  }

  private double up() {
    CollectorContext context = new CollectorContext(vertx, Clock.systemUTC(), root);
    try (Collector collector = new CoturnExporter().open(Section.of("test", Map.of()), context)) {
      Samples samples = Await.result(collector.collect());
      return samples.value(CoturnMetrics.UP);
    }
  }

  @Test
  void aUnitThatIsDisabledIsOffOnPurpose() throws IOException {
    Files.writeString(root.resolve("etc/turnserver.conf"), "");
    assertThat(present()).isTrue();
    Path unit = root.resolve("lib/systemd/system/coturn.service");
    Files.createDirectories(unit.getParent());
    Files.writeString(unit, "[Service]\n");
    assertThat(present()).isFalse();
    Path wanted = root.resolve("etc/systemd/system/multi-user.target.wants");
    Files.createDirectories(wanted);
    Files.createSymbolicLink(
        wanted.resolve("coturn.service"), Path.of("/lib/systemd/system/coturn.service"));
    assertThat(present()).isTrue();
  }

  private boolean present() {
    return new CoturnExporter().presenceBelow(root, Section.of("test", Map.of())).on();
  }

  @Test
  void tlsAloneIsEnough() throws IOException {
    Files.writeString(
        root.resolve("etc/turnserver.conf"), "no-udp\nno-tcp\ntls-listening-port=443\n");
    listens(443, 109);
    assertThat(up()).isEqualTo(1);
    listens(444, 109);
    assertThat(up()).isZero();
  }

  @Test
  void whereItsPortsAreNotKnownAnyOfItsSocketsWillDo() throws IOException {
    // A directory can't be read either, not even by root.
    Files.createDirectory(root.resolve("etc/turnserver.conf"));
    listens(443, 109);
    assertThat(up()).isEqualTo(1);
    listens(443, 33);
    assertThat(up()).isZero();
  }
}
