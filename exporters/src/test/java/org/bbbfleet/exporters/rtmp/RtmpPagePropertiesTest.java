package org.bbbfleet.exporters.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.page.PageFailure;
import org.bbbfleet.exporters.page.PageFailure.Failed;

/** What holds for every page that a server, a broken server or an enemy can send. */
final class RtmpPagePropertiesTest {

  /** A stream as the server knows it. */
  record Live(String key, long bytes, int viewers, int relays, String publisher) {}

  @Provide
  Arbitrary<List<Live>> streams() {
    // Names are what clients ask for: any text at all. The server escapes it.
    Arbitrary<String> keys =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMinLength(1).ofMaxLength(300),
            Arbitraries.of(
                "\"}} 1\nrtmp_up 0", "&lt;rtmp&gt;", "</name>", "{{x}}", "ключ", "a b", "%00"));
    return Combinators.combine(
            keys.map(RtmpPagePropertiesTest::onlyWhatXmlCanCarry).map(k -> "key-" + k),
            Arbitraries.longs().between(0, Long.MAX_VALUE),
            Arbitraries.integers().between(0, 20),
            Arbitraries.integers().between(0, 3),
            Arbitraries.of("", "<publishing/>", "<publishing/><active/>"))
        .as(Live::new)
        .list()
        .ofMaxSize(12);
  }

  private static String onlyWhatXmlCanCarry(String text) {
    return text.codePoints()
        .filter(c -> c >= 0x20 && c < 0xD800)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String client(int id, String address, String flags) {
    return "<client><id>"
        + id
        + "</id><address>"
        + address
        + "</address>"
        + flags
        + "</client>\r\n";
  }

  private static String page(List<Live> streams) {
    StringBuilder page = new StringBuilder();
    int id = 0;
    for (Live live : streams) {
      page.append("<stream>\r\n<name>").append(escaped(live.key())).append("</name>\r\n");
      page.append("<bytes_in>").append(live.bytes()).append("</bytes_in>");
      for (int i = 0; i < live.viewers(); i++) {
        page.append(client(++id, "192.0.2.7", ""));
      }
      for (int i = 0; i < live.relays(); i++) {
        page.append(client(++id, "127.0.0.1", "<active/>"));
      }
      if (!live.publisher().isEmpty()) {
        page.append(client(++id, "198.51.100.1", live.publisher()));
      }
      page.append("</stream>\r\n");
    }
    return Pages.page(
        7, 1, "<application><name>live</name><live>" + page + "</live></application>");
  }

  private static Samples samples(String page) throws Failed {
    RtmpOptions options = RtmpOptions.from(Section.of("test", Map.of()));
    RtmpStat stat = new RtmpStatParser().parse(page.getBytes(StandardCharsets.UTF_8));
    return StatSamples.of(options).of(stat, Duration.ofHours(1).toNanos());
  }

  @Property(tries = 200)
  void theTotalsAreTheServersAndNoKeyShows(@ForAll("streams") List<Live> streams) throws Failed {
    Samples samples = samples(page(streams));
    assertThat(samples.value(RtmpMetrics.STREAMS, "live")).isEqualTo(streams.size());
    assertThat(samples.value(RtmpMetrics.VIEWERS, "live"))
        .isEqualTo(streams.stream().mapToInt(Live::viewers).sum());
    double publishers = 0;
    for (List<String> labels : samples.series(RtmpMetrics.PUBLISHERS)) {
      publishers += samples.value(RtmpMetrics.PUBLISHERS, labels.toArray(new String[0]));
    }
    assertThat(publishers)
        .isEqualTo(streams.stream().filter(live -> !live.publisher().isEmpty()).count());
    assertThat(Exposition.forAccept(null).write(samples)).doesNotContain("key-");
  }

  @Property(tries = 300)
  void aDamagedPageGivesSamplesOrAReason(
      @ForAll("streams") List<Live> streams, @ForAll int where, @ForAll("damage") String damage)
      throws Failed {
    String page = page(streams);
    int at = Math.floorMod(where, page.length());
    String damaged = page.substring(0, at) + damage;
    if (at % 2 == 0) {
      damaged += page.substring(Math.min(page.length(), at + damage.length()));
    }
    try {
      Samples samples = samples(damaged);
      assertThat(RtmpMetrics.all()).containsAll(samples.metrics());
      for (Metric metric : samples.metrics()) {
        for (List<String> labels : samples.series(metric)) {
          assertThat(labels).allMatch(label -> label.matches("[ -~]{0,64}"));
        }
      }
    } catch (Failed e) {
      assertThat(e.failure()).isIn(PageFailure.OTHER_SERVER, PageFailure.MALFORMED);
    }
  }

  @Provide
  Arbitrary<String> damage() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(20),
        Arbitraries.of(
            "",
            "<",
            "]]>",
            "&",
            "&lol;",
            "<!DOCTYPE rtmp [<!ENTITY a 'b'>]>",
            "<!--",
            "<![CDATA[",
            "<rtmp>",
            "<stream><name>x</name><bytes_in>-1e999</bytes_in></stream>",
            "<application><name>\u202e\u0007\"}</name></application>",
            "</live></application>",
            "<meta><video><width>1e300</width><codec>x</codec></video></meta>"));
  }
}
