package org.bbbfleet.exporters.scalelite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.http.BoundedGet;
import org.bbbfleet.exporters.http.FetchFailure;
import org.bbbfleet.exporters.http.FetchFailure.Reason;

class ServersJsonTest {
  private static final String WHOLE =
      """
      [{"id":"x-1","url":"https://b1.example.org/bigbluebutton/api","secret":"hunter2","tag":null,
       "state":"enabled","load":"12.5","load_multiplier":"1.0","online":"online","new":{"a":[1]}},
       {"id":2,"url":"no url","secret":"hunter2","state":"disabled","load":"unavailable",
       "load_multiplier":2,"online":"offline"}]
      """;

  @Example
  void readsTextsAndNumbersOfAnyRelease() {
    List<Server> servers = parse(WHOLE);
    assertThat(servers).hasSize(2);
    assertThat(servers.get(0).load()).hasValue(12.5);
    assertThat(servers.get(0).online()).isTrue();
    assertThat(servers.get(1).id()).isEqualTo("2");
    assertThat(servers.get(1).load()).isEmpty();
    assertThat(servers.get(1).multiplier()).hasValue(2);
    assertThat(servers.toString()).doesNotContain("hunter2");
  }

  @Example
  void failuresHaveTheirReasons() {
    fails(Reason.CHECKSUM, 200, "<response><messageKey>checksumError</messageKey></response>");
    fails(Reason.API, 200, "<response><returncode>FAILED</returncode></response>");
    fails(Reason.API, 200, "{\"servers\":[]}");
    fails(Reason.HTTP, 502, "<html>");
    fails(Reason.HTTP, 404, "[]");
    fails(Reason.MALFORMED, 200, "<html>");
    fails(Reason.MALFORMED, 200, "[{}]");
    fails(Reason.MALFORMED, 200, "[".repeat(100) + "]".repeat(100));
    fails(Reason.TOO_LARGE, 200, "[" + "1,".repeat(5000) + "1]");
    assertThat(
            ServersJson.parse(
                new BoundedGet.Answer(404, "{\"error\":\"No servers are configured\"}")))
        .isEmpty();
  }

  @Property(tries = 500)
  void mutatedAnswersEndWellOrWithAReason(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int changes) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(WHOLE);
    for (int i = 0; i < changes; i++) {
      text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x300));
    }
    attempt(text.toString());
  }

  @Property(tries = 300)
  void anyTextEndsWellOrWithAReason(@ForAll("jsonish") String text) {
    attempt(text);
  }

  @Property(tries = 300)
  void anyNumberIsReadOrIsNone(@ForAll String text) {
    Server.number(text).ifPresent(value -> assertThat(value).isFinite());
  }

  @Provide
  Arbitrary<String> jsonish() {
    return Arbitraries.of(
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "\"id\"",
            "\"state\"",
            "\"\\u0000\"",
            "1e999",
            "null",
            "-")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  private static void attempt(String text) {
    try {
      Samples samples = new Samples();
      Server.write(parse(text), samples);
      assertThat(Exposition.forAccept("").write(samples)).doesNotContain("hunter2");
    } catch (FetchFailure e) {
      assertThat(e.getMessage()).doesNotContain("hunter2");
    }
  }

  private static void fails(Reason reason, int status, String body) {
    assertThatThrownBy(() -> ServersJson.parse(new BoundedGet.Answer(status, body)))
        .as(body)
        .isInstanceOfSatisfying(FetchFailure.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static List<Server> parse(String body) {
    return ServersJson.parse(new BoundedGet.Answer(200, body));
  }
}
