package org.bbbfleet.exporters.drbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/** Texts follow DRBD's documentation; the kernel of our tests has no DRBD. */
final class DrbdParsersTest {
  private static final String PROC =
      """
      version: 8.4.11 (api:1/proto:86-101)
      srcversion: 211FB288A383ED945B83420\s
       0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
          ns:1048 nr:0 dw:0 dr:2128 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:0
       1: cs:SyncTarget ro:Secondary/Primary ds:Inconsistent/UpToDate C r-----
          ns:0 nr:902 dw:902 dr:0 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:2048
      \t[=>..................] sync'ed:  8.8% (92192/100000)K
      \tfinish: 0:00:05 speed: 16,000 (16,000) K/sec
       2: cs:StandAlone ro:Primary/Unknown ds:UpToDate/DUnknown   r-----
          ns:0 nr:0 dw:4 dr:0 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:64
       3: cs:Unconfigured
      """;

  private static final String JSON =
      """
      [{"name":"r0","node-id":1,"role":"Primary","suspended":false,
        "devices":[{"volume":0,"minor":0,"disk-state":"UpToDate","client":false,"quorum":true}],
        "connections":[{"peer-node-id":0,"name":"b","connection-state":"Connected",
          "peer-role":"Secondary","peer_devices":[{"volume":0,"replication-state":"SyncSource",
          "peer-disk-state":"Inconsistent","out-of-sync":10,"percent-in-sync":99.5}]},
         {"peer-node-id":2,"name":"c","connection-state":"StandAlone","peer-role":"Unknown",
          "peer_devices":[]}]},
       {"name":"r1","role":"Secondary","devices":[{"volume":3,"disk-state":"Diskless",
          "client":true,"quorum":false},{"volume":4,"disk-state":"Failed"}],"connections":[]}]
      """;

  @Example
  void theKernelsFileOfDrbd8() {
    Map<Integer, String[]> names = Map.of(1, new String[] {"r1", "5"});
    Samples samples = ProcDrbd.read(PROC, names).orElseThrow();
    assertThat(samples.value(DrbdMetrics.CONNECTED, "drbd0", "")).isEqualTo(1);
    assertThat(samples.value(DrbdMetrics.RESOURCES, "drbd0", "Primary", "0", "UpToDate")).isOne();
    assertThat(samples.value(DrbdMetrics.SYNC, "drbd0", "", "0")).isEqualTo(100);
    assertThat(samples.value(DrbdMetrics.CONNECTED, "r1", "")).isEqualTo(1);
    assertThat(samples.value(DrbdMetrics.UP_TO_DATE, "r1", "5")).isZero();
    assertThat(samples.value(DrbdMetrics.OUT_OF_SYNC, "r1", "", "5")).isEqualTo(2048 * 1024);
    assertThat(samples.value(DrbdMetrics.SYNC, "r1", "", "5")).isEqualTo(8.8);
    assertThat(samples.value(DrbdMetrics.STANDALONE, "drbd2", "")).isEqualTo(1);
    assertThat(samples.value(DrbdMetrics.CONNECTED, "drbd2", "")).isZero();
    assertThat(samples.value(DrbdMetrics.SYNC, "drbd2", "", "0")).isNaN();
    assertThat(samples.series(DrbdMetrics.CONNECTED)).hasSize(3);
  }

  @Example
  void drbd9sOwnStatus() {
    Samples samples = DrbdStatus.read(JSON).orElseThrow();
    assertThat(samples.value(DrbdMetrics.CONNECTED, "r0", "0")).isEqualTo(1);
    assertThat(samples.value(DrbdMetrics.STANDALONE, "r0", "2")).isEqualTo(1);
    assertThat(samples.value(DrbdMetrics.SYNC, "r0", "0", "0")).isEqualTo(99.5);
    assertThat(samples.value(DrbdMetrics.OUT_OF_SYNC, "r0", "0", "0")).isEqualTo(10_240);
    assertThat(samples.value(DrbdMetrics.QUORUM, "r0", "0")).isEqualTo(1);
    assertThat(samples.value(DrbdMetrics.UP_TO_DATE, "r1", "3")).as("a client").isEqualTo(1);
    assertThat(samples.value(DrbdMetrics.UP_TO_DATE, "r1", "4")).isZero();
    assertThat(samples.value(DrbdMetrics.QUORUM, "r1", "4")).as("not said").isNaN();
    assertThat(DrbdStatus.read("[]")).as("none configured").isPresent();
  }

  @Example
  void anythingElseIsNoState() {
    assertThat(ProcDrbd.read("version: 9.1.4 (api:2/proto:110-121)\n", Map.of())).isEmpty();
    for (String text : List.of("", "{}", "1} {", "[".repeat(50_000), "Failed to modprobe drbd")) {
      assertThat(DrbdStatus.read(text)).isEmpty();
    }
  }

  @Property
  void damageIsHarmless(@ForAll int where, @ForAll String damage) {
    harmless(ProcDrbd.read(damaged(PROC, where, damage), Map.of()).orElse(new Samples()));
    harmless(DrbdStatus.read(damaged(JSON, where, damage)).orElse(new Samples()));
  }

  private static String damaged(String text, int where, String damage) {
    int at = Math.floorMod(where, text.length());
    return text.substring(0, at) + damage + text.substring(at);
  }

  private static void harmless(Samples samples) {
    for (Metric metric : samples.metrics()) {
      for (List<String> labels : samples.series(metric)) {
        assertThat(labels).allMatch(label -> label.matches("[ -~]{0,100}"));
      }
    }
  }
}
