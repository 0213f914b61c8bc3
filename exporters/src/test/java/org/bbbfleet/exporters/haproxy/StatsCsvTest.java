package org.bbbfleet.exporters.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy's CSV, with the columns in another order than any release has them. */
final class StatsCsvTest {
  private static final String HEAD =
      "# pxname,svname,type,scur,slim,status,uweight,hrsp_5xx,econ\n";

  @Test
  void whatAServerIsIsToldApart() {
    Samples s =
        samples(
            """
            web,up,2,1,,UP,1,7,0
            web,going,2,0,,UP 1/3,1,0,0
            web,coming,2,0,,DOWN 1/2,1,0,0
            web,unchecked,2,0,,no check,1,0,0
            web,resting,2,0,,MAINT (resolution),1,0,0
            web,drained,2,0,,DRAIN,1,0,0
            web,weightless,2,0,,DRAIN,0,0,0
            web,full,2,0,,NOLB,1,0,0
            """);
    for (String server : List.of("up", "going", "unchecked", "drained", "weightless")) {
      assertThat(s.value(HaproxyMetrics.SERVER_UP, "web", server)).as(server).isEqualTo(1);
    }
    for (String server : List.of("coming", "resting", "full")) {
      assertThat(s.value(HaproxyMetrics.SERVER_UP, "web", server)).as(server).isZero();
    }
    assertThat(s.value(HaproxyMetrics.SERVER_MAY_BE_DOWN, "web", "resting")).isEqualTo(1);
    assertThat(s.value(HaproxyMetrics.SERVER_MAY_BE_DOWN, "web", "coming")).isZero();
    assertThat(s.value(HaproxyMetrics.SERVER_DRAINED, "web", "drained")).isEqualTo(1);
    assertThat(s.value(HaproxyMetrics.SERVER_DRAINED, "web", "weightless")).isZero();
    assertThat(s.value(HaproxyMetrics.SERVER_RESPONSES, "web", "up", "5xx")).isEqualTo(7);
  }

  @Test
  void whatIsNotThereIsAbsent() {
    // A proxy in TCP mode has no answers, an unlimited one no limit; a socket is no server.
    Samples s = samples("in,FRONTEND,0,3,,OPEN,,,\ntcp,a,2,0,,UP,1,,4\nin,sock-1,3,1,,OPEN,,,\n");
    assertThat(s.value(HaproxyMetrics.FRONTEND_SESSIONS, "in")).isEqualTo(3);
    assertThat(s.metrics())
        .doesNotContain(
            HaproxyMetrics.FRONTEND_LIMIT,
            HaproxyMetrics.SERVER_RESPONSES,
            HaproxyMetrics.SERVER_RESPONSE_ERRORS);
    assertThat(s.value(HaproxyMetrics.SERVER_CONNECTION_ERRORS, "tcp", "a")).isEqualTo(4);
    assertThat(s.series(HaproxyMetrics.SERVER_UP)).containsExactly(List.of("tcp", "a"));
  }

  @Test
  void backendsWhoseServersAreDownByDesignAreNames() {
    String rows =
        "bbb_redis_backend,b,2,0,,DOWN,1,,\nmine.x,b,2,0,,DOWN,1,,\nmineax,b,2,0,,DOWN,1,,\n";
    assertThat(samples(rows).value(HaproxyMetrics.SERVER_MAY_BE_DOWN, "bbb_redis_backend", "b"))
        .isEqualTo(1);
    Samples own = samples(rows, Map.of("standbys", List.of("mine.*")));
    assertThat(own.value(HaproxyMetrics.SERVER_MAY_BE_DOWN, "bbb_redis_backend", "b")).isZero();
    assertThat(own.value(HaproxyMetrics.SERVER_MAY_BE_DOWN, "mine.x", "b")).isEqualTo(1);
    assertThat(own.value(HaproxyMetrics.SERVER_MAY_BE_DOWN, "mineax", "b")).isZero();
  }

  @Test
  void aCommaInAFieldEndsNone() {
    assertThat(StatsCsv.fields("a,\"b,\"\"c\"\"\",,d")).containsExactly("a", "b,\"c\"", "", "d");
  }

  @Property(tries = 200)
  void anythingElseIsNoStatistics(@ForAll String text) {
    assertThat(StatsCsv.parse(text)).isEmpty();
    // And after the right heading nothing breaks.
    assertThat(StatsCsv.parse(HEAD + text)).isPresent();
    samples(text);
  }

  @Test
  void theSocketsAreThoseOfTheConfiguration(@TempDir Path root) throws Exception {
    Path config = Files.createDirectories(root.resolve("etc/haproxy")).resolve("haproxy.cfg");
    HaproxyExporter exporter = new HaproxyExporter();
    assertThat(exporter.presenceBelow(root, section(Map.of())).on()).isFalse();
    assertThat(exporter.presenceBelow(root, section(Map.of("url", "http://x/"))).on()).isTrue();
    Files.writeString(
        config,
        """
        global
          # stats socket /no
          stats socket /run/a.sock mode 660 level admin
          stats socket unix@/run/b.sock level user
          stats socket ipv4@127.0.0.1:9999
        """);
    assertThat(exporter.presenceBelow(root, section(Map.of())).on()).isTrue();
    assertThat(StatsSocket.named(config, root))
        .containsExactly(root.resolve("run/a.sock"), root.resolve("run/b.sock"));
    assertThat(StatsSocket.named(root.resolve("nowhere"), root)).isEmpty();
  }

  private static Section section(Map<String, Object> options) {
    return Section.of("test", options);
  }

  private static Samples samples(String rows) {
    return samples(rows, Map.of());
  }

  private static Samples samples(String rows, Map<String, Object> options) {
    Optional<List<StatsCsv.Row>> parsed = StatsCsv.parse(HEAD + rows);
    return StatsSamples.of(
        parsed.orElseThrow(), HaproxyOptions.read(section(options), Path.of("/")));
  }
}
