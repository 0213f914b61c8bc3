package org.bbbfleet.exporters.bbbservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TextFormatTest {

  @Example
  void readsSamplesAndPassesOverTheRest() {
    List<TextFormat.Sample> samples =
        TextFormat.read(
            """
            # HELP mcs_rooms Rooms
            # TYPE mcs_rooms gauge
            mcs_rooms 3
            sfu_module_status{module="core"} 1
            mediasoup_producers{type="simple",kind="audio",transport_type="WebRtcTransport"} 12 1700000000000
            odd{a="a\\"b\\\\c\\nd", b = "x" ,} 1.5e3
            broken{a="b 1
            not a number{} x
            nan NaN

            alone
            """);
    assertThat(samples)
        .containsExactly(
            new TextFormat.Sample("mcs_rooms", Map.of(), 3),
            new TextFormat.Sample("sfu_module_status", Map.of("module", "core"), 1),
            new TextFormat.Sample(
                "mediasoup_producers",
                Map.of("type", "simple", "kind", "audio", "transport_type", "WebRtcTransport"),
                12),
            new TextFormat.Sample("odd", Map.of("a", "a\"b\\c\nd", "b", "x"), 1500));
  }

  @Property(tries = 500)
  void anyPageIsRead(@ForAll("pages") String page) {
    assertThat(TextFormat.read(page))
        .hasSizeLessThanOrEqualTo(2000)
        .allSatisfy(s -> assertThat(s.name()).matches("[A-Za-z0-9_:]+"));
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll("values") String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    assertThat(TextFormat.read("a{l=\"" + escaped + "\"} 7\n"))
        .containsExactly(new TextFormat.Sample("a", Map.of("l", value), 7));
  }

  @Example
  void endlessPagesAreCut() {
    assertThat(TextFormat.read("a 1\n".repeat(100_000))).hasSize(2000);
    assertThat(TextFormat.read("a{l=\"" + "x".repeat(10_000) + "\"} 1")).isEmpty();
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings().withCharRange(' ', '~').withChars('\n', 'é', '☃').ofMaxLength(200);
  }

  @Provide
  Arbitrary<String> pages() {
    return Arbitraries.of(
            "a", "{", "}", "=", "\"", "\\", ",", " 1", "\n", "#", "é", "b=\"c\"", "\r")
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }
}
