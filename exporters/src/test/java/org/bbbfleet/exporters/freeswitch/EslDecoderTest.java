package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EslDecoderTest {
  /** So much of the next message is fed along, to see that it begins right. */
  private static final int MAX_BEHIND = 200;

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

  /**
   * Every boundary of every recording. Between two messages the decoder is as new, so each message
   * is split by itself at each of its bytes, with the next one behind it; a message that several
   * recordings share is tried once.
   */
  @Test
  void aRecordingSplitAnywhereGivesTheSameMessages() {
    Set<ByteBuffer> tried = new HashSet<>();
    for (String name : Recordings.names()) {
      byte[] bytes = Recordings.server(name);
      List<Integer> ends = ends(bytes);
      for (int i = 0; i < ends.size(); i++) {
        int from = i == 0 ? 0 : ends.get(i - 1);
        int to = ends.get(Math.min(i + 1, ends.size() - 1));
        int until = ends.get(i) - from;
        byte[] window = Arrays.copyOfRange(bytes, from, Math.min(to, ends.get(i) + MAX_BEHIND));
        if (tried.add(ByteBuffer.wrap(window, 0, until))) {
          splitEverywhere(name, window, until);
        }
      }
    }
    assertThat(tried.size()).isGreaterThan(300);
  }

  private static void splitEverywhere(String name, byte[] window, int until) {
    List<EslMessage> whole = new ArrayList<>();
    new EslDecoder(whole::add).feed(window);
    for (int at = 1; at <= until; at++) {
      List<EslMessage> split = new ArrayList<>();
      EslDecoder decoder = new EslDecoder(split::add);
      decoder.feed(window, 0, at);
      decoder.feed(window, at, window.length);
      if (!split.equals(whole)) {
        fail("%s, split after byte %d of a message", name, at);
      }
    }
  }

  /** Where each message ends. */
  private static List<Integer> ends(byte[] bytes) {
    List<Integer> ends = new ArrayList<>();
    int[] fed = {0};
    EslDecoder decoder = new EslDecoder(m -> ends.add(fed[0] + 1));
    for (; fed[0] < bytes.length; fed[0]++) {
      decoder.feed(bytes, fed[0], fed[0] + 1);
    }
    assertThat(decoder.betweenMessages()).isTrue();
    return ends;
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
