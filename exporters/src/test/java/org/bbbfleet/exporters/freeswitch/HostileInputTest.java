package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes over the wire, nothing is thrown but the typed failure. */
class HostileInputTest {
  private static final int MAX_HEADERS = 200;
  private static final int MAX_BODY = 100;

  @Property(tries = 300)
  void chunksOfAnySizeGiveTheSameMessages(
      @ForAll("recordings") String name, @ForAll Random random) {
    byte[] bytes = Recordings.server(name);
    List<EslMessage> whole = new ArrayList<>();
    new EslDecoder(whole::add).feed(bytes);
    List<EslMessage> chunked = new ArrayList<>();
    EslDecoder decoder = new EslDecoder(chunked::add);
    int at = 0;
    while (at < bytes.length) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 8 : 4096));
      decoder.feed(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    assertThat(chunked).isEqualTo(whole);
    assertThat(decoder.betweenMessages()).isTrue();
  }

  @Property(tries = 2000)
  void anyBytesAreMessagesWithinTheLimitsOrAProtocolFailure(@ForAll("streams") byte[] bytes) {
    EslDecoder decoder =
        new EslDecoder(
            MAX_HEADERS, MAX_BODY, m -> assertThat(m.size()).isLessThanOrEqualTo(MAX_BODY));
    onlyTypedFailures(() -> decoder.feed(bytes));
  }

  @Property(tries = 500)
  void anyTextIsReadOrAProtocolFailure(@ForAll String text) {
    parsers().forEach(parser -> onlyTypedFailures(() -> parser.accept(text)));
  }

  @Property(tries = 500)
  void aDamagedAnswerIsReadOrAProtocolFailure(
      @ForAll("answers") String name, @ForAll Random random) {
    StringBuilder text = new StringBuilder(Recordings.answer(name).text());
    for (int i = random.nextInt(6); i >= 0 && text.length() > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.setLength(at);
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.setCharAt(at, "{}[]<>&\"\\:,\t\n9-\u0000\ud800".charAt(random.nextInt(17)));
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 40)));
      }
    }
    parsers().forEach(parser -> onlyTypedFailures(() -> parser.accept(text.toString())));
  }

  private static List<Consumer<String>> parsers() {
    return List.of(
        StatusText::parse,
        Numbers::total,
        Numbers::plain,
        SofiaStatus::parse,
        text -> Gateway.parse(new StringReader(text)),
        ProfileStatus::parse,
        text -> Conferences.parse(new StringReader(text)),
        text -> Channels.parse(new StringReader(text), 3, new SplittableRandom(1)),
        text -> RtpQuality.parse(new StringReader(text)),
        EslEventTest::event,
        text -> {
          // As bytes too, as the collector reads large lists.
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          Conferences.parse(new ByteReader(bytes));
        });
  }

  private static void onlyTypedFailures(Runnable attempt) {
    try {
      attempt.run();
    } catch (EslException e) {
      assertThat(e.reason()).isEqualTo(EslReason.PROTOCOL);
      assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(400);
    }
  }

  @Provide
  Arbitrary<String> recordings() {
    return Arbitraries.of(Recordings.names());
  }

  @Provide
  Arbitrary<String> answers() {
    return Arbitraries.of(
        "busy-status",
        "busy-show-calls-count",
        "busy-strepoch",
        "alias-sofia-status",
        "busy-sofia-xmlstatus-gateway",
        "busy-show-channels-json",
        "weird-show-channels-json",
        "busy-sofia-status-profile-external",
        "busy-conference-json-list-compact",
        "weird-conference-json-list-compact");
  }

  /** Bytes made of pieces that matter to the decoder. */
  @Provide
  Arbitrary<byte[]> streams() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "Content-Length: ",
            "Content-Type: ",
            "\n",
            "\n\n",
            "\r\n",
            "\r",
            ":",
            "0",
            "7",
            "101",
            "99999999999",
            "x",
            "\u00e9",
            " ");
    return pieces
        .list()
        .ofMaxSize(60)
        .map(list -> String.join("", list).getBytes(StandardCharsets.ISO_8859_1));
  }
}
