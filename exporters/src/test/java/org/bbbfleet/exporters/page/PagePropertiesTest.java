package org.bbbfleet.exporters.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.page.PageFailure.Failed;

/** Pages that others write are understood when they are right, and harmless when they are not. */
final class PagePropertiesTest {
  private static final Metric GAUGE = Metric.gauge("a_gauge", "Any.", "one", "two");

  private static List<MetricPage.Sample> parse(String page) throws Failed {
    return MetricPage.parse(page);
  }

  @Property
  void whatTheExpositionWritesIsReadBack(
      @ForAll String one, @ForAll String two, @ForAll double value) throws Failed {
    Samples samples = new Samples().put(GAUGE, value, one, two);
    List<MetricPage.Sample> read = parse(Exposition.forAccept(null).write(samples));
    assertThat(read)
        .containsExactly(new MetricPage.Sample("a_gauge", Map.of("one", one, "two", two), value));
  }

  @Property
  void anyTextGivesSamplesOrAReason(@ForAll("pages") String page) {
    try {
      assertThat(parse(page)).isNotEmpty();
    } catch (Failed e) {
      assertThat(e.failure()).isEqualTo(PageFailure.OTHER_SERVER);
    }
  }

  @Provide
  Arbitrary<String> pages() {
    return Arbitraries.of(
            "a",
            "{",
            "}",
            "=",
            "\"",
            "\\",
            ",",
            " ",
            "\n",
            "1",
            "NaN",
            "+Inf",
            "x=\"y\"",
            "# HELP",
            "é",
            "0x1p3",
            "1d",
            "\t",
            "le=\"+Inf\"",
            "-")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Example
  void odditiesOfTheFormat() throws Failed {
    assertThat(
            parse(
                "# TYPE a gauge\n  a { b = \"c\\\\\\\"\\n\" , } +Inf 1700000000\n<html>\nd 1d\ne -2"))
        .containsExactly(
            new MetricPage.Sample("a", Map.of("b", "c\\\"\n"), Double.POSITIVE_INFINITY),
            new MetricPage.Sample("e", Map.of(), -2));
  }

  @Example
  void crowdsAreRefused() {
    Failed failed = catchThrowableOfType(Failed.class, () -> parse("a 1\n".repeat(60_000)));
    assertThat(failed.failure()).isEqualTo(PageFailure.TOO_LARGE);
  }

  @Property
  void anyBytesAreAnObjectOrNone(@ForAll byte[] bytes) {
    Failed failed = catchThrowableOfType(Failed.class, () -> JsonPage.object(Buffer.buffer(bytes)));
    if (failed != null) {
      assertThat(failed.failure()).isIn(PageFailure.OTHER_SERVER, PageFailure.MALFORMED);
    }
  }

  @Example
  void jsonThatIsDeepOrBreaksOffIsMalformed() {
    for (String page : List.of("{\"a\":" + "[".repeat(100_000), "{\"a\":1", "{} {}", "{a:1}")) {
      Failed failed =
          catchThrowableOfType(Failed.class, () -> JsonPage.object(Buffer.buffer(page)));
      assertThat(failed.failure()).as("%.20s", page).isEqualTo(PageFailure.MALFORMED);
    }
  }

  @Example
  void onlyNumbersAreCounts() throws Failed {
    Buffer page =
        Buffer.buffer(
            "{\"a\":3,\"b\":\"3\",\"c\":-1,\"d\":null,\"e\":1e999,\"f\":[3],\"g\":0.5,\"h\":{}}");
    assertThat(JsonPage.count(JsonPage.object(page), "a")).hasValue(3);
    assertThat(JsonPage.count(JsonPage.object(page), "g")).hasValue(0.5);
    for (String other : List.of("b", "c", "d", "e", "f", "h", "absent")) {
      assertThat(JsonPage.count(JsonPage.object(page), other)).as(other).isEmpty();
    }
  }
}
