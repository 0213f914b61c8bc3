package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/** Whatever a server sends: it is read or refused with a reason, soon and within bounds. */
class HostileXmlTest {
  private static final String GOOD =
      Answers.of(Answers.room("a-1", "1,202"), Answers.breakout("b-1"), Answers.room("c-1", "0"));
  private static final List<String> DICTIONARY =
      List.of(
          "<",
          ">",
          "/>",
          "</meeting>",
          "<meeting>",
          "<![CDATA[",
          "]]>",
          "<!--",
          "-->",
          "&amp;",
          "&#0;",
          "&#x10FFFF;",
          "&x;",
          "<?xml version='1.0' encoding='UTF-16'?>",
          "<!DOCTYPE r [",
          "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
          "]>",
          "%x;",
          "\"",
          "'",
          "=",
          "key=\"x\"",
          "xmlns:a='b'",
          "<a:b>",
          "\u0000",
          "\ufffe",
          "<participantCount>",
          "99999999999999999999",
          "-1",
          "NaN",
          "checksumError",
          "FAILED",
          "<attendees/>",
          "<internalMeetingID>");

  @Property(tries = 2000)
  void anyBytes(
      @ForAll @Size(max = 400) byte[] bytes, @ForAll @IntRange(min = 1, max = 64) int piece) {
    readOrRefused(bytes, piece);
  }

  @Property(tries = 3000)
  void mutatedAnswers(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5000) int piece) {
    readOrRefused(mutated(new Random(seed)), piece);
  }

  @Property(tries = 1000)
  void anythingPrintableBetweenTags(@ForAll("soup") String soup) {
    readOrRefused(("<response>" + soup).getBytes(StandardCharsets.UTF_8), 97);
  }

  @Provide
  Arbitrary<String> soup() {
    return Arbitraries.of(DICTIONARY).list().ofMaxSize(60).map(parts -> String.join("", parts));
  }

  private static byte[] mutated(Random random) {
    StringBuilder text = new StringBuilder(GOOD);
    for (int i = random.nextInt(8); i >= 0; i--) {
      text.append(" ");
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + random.nextInt(200));
      switch (random.nextInt(5)) {
        case 0 -> text.insert(at, DICTIONARY.get(random.nextInt(DICTIONARY.size())));
        case 1 -> text.delete(at, to);
        case 2 -> text.insert(random.nextInt(text.length()), text.substring(at, to));
        case 3 -> text.setCharAt(at, (char) random.nextInt(0x300));
        default -> text.setLength(Math.max(1, at));
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** Nothing but an ApiFailure may come out, and what is read has bounded labels only. */
  private static void readOrRefused(byte[] bytes, int piece) {
    assertThatCode(
            () -> {
              try {
                Samples samples = new Samples();
                MeetingsReader reader = new MeetingsReader(new Meetings(RoomMetrics.USUAL, 0, 10));
                for (int i = 0; i < bytes.length; i += piece) {
                  byte[] next = Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + piece));
                  reader.take(next, next.length);
                }
                reader.end().writeTo(samples, new MeetingIds(new Secret("s")));
                bounded(samples);
              } catch (ApiFailure refused) {
                assertThat(refused.getMessage()).hasSizeLessThan(700);
              }
            })
        .doesNotThrowAnyException();
  }

  private static void bounded(Samples samples) {
    for (Metric metric : samples.metrics()) {
      List<List<String>> series = samples.series(metric);
      assertThat(series).hasSizeLessThanOrEqualTo(101);
      for (List<String> labels : series) {
        assertThat(labels)
            .allSatisfy(
                l -> assertThat(l).hasSizeLessThanOrEqualTo(128).doesNotContainPattern("\\p{Cc}"));
      }
    }
  }
}
