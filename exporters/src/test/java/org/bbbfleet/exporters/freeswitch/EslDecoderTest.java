package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EslDecoderTest {
  /**
   * Above this many bytes only some of the places to split at are tried, the first ones and others.
   */
  private static final int ALL_SPLITS = 2500;

  @Test
  void everyRecordingIsCutWithoutALeftOver() {
    Map<String, String[]> index = Recordings.index();
    assertThat(index).hasSize(283);
    index.forEach(
        (name, columns) -> {
          List<EslMessage> messages = decode(Recordings.server(name));
          assertThat(messages).as(name).hasSize(Integer.parseInt(columns[2]));
          assertThat(messages.stream().limit(12).map(EslMessage::contentType).toList())
              .as(name)
              .isEqualTo(List.of(columns[3].split(" ")));
          assertThat(messages.stream().mapToInt(EslMessage::size).sum())
              .as(name)
              .isEqualTo(Integer.parseInt(columns[4]));
        });
  }

  @Test
  void aRecordingSplitAnywhereGivesTheSameMessages() {
    for (String name : Recordings.names()) {
      byte[] bytes = Recordings.server(name);
      List<EslMessage> whole = decode(bytes);
      int step = bytes.length <= ALL_SPLITS ? 1 : bytes.length / 97;
      for (int at = 1; at < bytes.length; at += at < 600 ? 1 : step) {
        assertThat(
                decode(
                    Arrays.copyOfRange(bytes, 0, at), Arrays.copyOfRange(bytes, at, bytes.length)))
            .as("%s split at %d", name, at)
            .isEqualTo(whole);
      }
    }
  }

  @Test
  void aRecordingByteByByteGivesTheSameMessages() {
    for (String name : Recordings.names()) {
      byte[] bytes = Recordings.server(name);
      byte[][] single = new byte[bytes.length][];
      for (int i = 0; i < bytes.length; i++) {
        single[i] = new byte[] {bytes[i]};
      }
      assertThat(decode(single)).as(name).isEqualTo(decode(bytes));
    }
  }

  @Test
  void carriageReturnsAndEmptyLinesBetweenMessagesMeanNothing() {
    assertThat(decode(ascii("\r\n\nContent-Type: a\r\nContent-Length: 2\r\n\r\n\r\nB: c\n\n")))
        .containsExactlyElementsOf(
            decode(ascii("Content-Type: a\nContent-Length: 2\n\n\r\nB: c\n\n")));
  }

  @Test
  void theNextMessageMayFollowABodyOnTheSameLine() {
    List<EslMessage> messages = decode(ascii("Content-Length: 3\n\nbyeContent-Type: x\n\n"));
    assertThat(messages).hasSize(2);
    assertThat(messages.get(0).text()).isEqualTo("bye");
    assertThat(messages.get(1).contentType()).isEqualTo("x");
  }

  @Test
  void aBodyMayHoldEmptyLinesAndHeaders() {
    String body = "Content-Length: 5\n\nhello\n\n";
    assertThat(decode(ascii("Content-Length: " + body.length() + "\n\n" + body)).get(0).text())
        .isEqualTo(body);
  }

  @Test
  void headerNamesAreFoundInAnyCase() {
    EslMessage message = decode(ascii("CONTENT-LENGTH: 1\nreply-text:  +OK a: b \n\nx")).get(0);
    assertThat(message.header("Reply-Text")).contains("+OK a: b");
    assertThat(message.text()).isEqualTo("x");
  }

  @Test
  void bytesThatAreNotUtf8AreReplaced() {
    String text = Recordings.answer("weird-conference-json-list-compact").text();
    assertThat(text).contains("Jos\uFFFD\"").contains("José 日本 😀");
  }

  @Test
  void anEmptyBodyIsNoBody() {
    assertThat(decode(ascii("Content-Type: a\nContent-Length: 0\n\nB: c\n\n"))).hasSize(2);
  }

  @Test
  void whatIsNotEslFailsAndStaysFailed() {
    EslDecoder decoder = new EslDecoder(m -> {});
    assertProtocolFailure(decoder, "HTTP/1.1 400 Bad Request\n\n");
    assertProtocolFailure(decoder, "Content-Type: auth/request\n\n");
  }

  @Test
  void wrongLengthsFail() {
    for (String length : List.of("-1", "x", "", "1 2", "99999999999999999999", "0x10", "١")) {
      assertProtocolFailure(new EslDecoder(m -> {}), "Content-Length: " + length + "\n\n");
    }
    assertProtocolFailure(new EslDecoder(m -> {}), "Content-Length: 1\ncontent-length: 2\n\n");
  }

  @Test
  void limitsHold() {
    assertProtocolFailure(new EslDecoder(64, 10, m -> {}), "Content-Length: 11\n\n");
    assertProtocolFailure(new EslDecoder(64, 10, m -> {}), "A: " + "b".repeat(62));
    EslDecoder decoder = new EslDecoder(64, 10, m -> {});
    decoder.feed(ascii("A: " + "b".repeat(61)));
    assertThat(decoder.betweenMessages()).isFalse();
  }

  @Test
  void aLengthThatIsOnlyClaimedTakesNoMemory() {
    List<EslDecoder> decoders = new ArrayList<>();
    for (int i = 0; i < 200; i++) { // 6.4 GB if it were believed.
      EslDecoder decoder = new EslDecoder(m -> {});
      decoder.feed(ascii("Content-Length: " + EslDecoder.MAX_BODY + "\n\nabc"));
      decoders.add(decoder);
    }
    assertThat(decoders).noneMatch(EslDecoder::betweenMessages);
  }

  private static void assertProtocolFailure(EslDecoder decoder, String bytes) {
    assertThatThrownBy(() -> decoder.feed(ascii(bytes)))
        .isInstanceOfSatisfying(
            EslException.class, e -> assertThat(e.reason()).isEqualTo(EslReason.PROTOCOL));
  }

  private static List<EslMessage> decode(byte[]... chunks) {
    List<EslMessage> messages = new ArrayList<>();
    EslDecoder decoder = new EslDecoder(messages::add);
    for (byte[] chunk : chunks) {
      decoder.feed(chunk);
    }
    assertThat(decoder.betweenMessages()).isTrue();
    return messages;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
