package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.bbbfleet.exporters.freeswitch.Channels.Kind;
import org.junit.jupiter.api.Test;

class ChannelsTest {

  @Test
  void byStateDirectionAndTheCodecOnTheWire() {
    Channels busy = recorded("busy-show-channels-json");
    assertThat(busy.count()).isEqualTo(10);
    assertThat(busy.kinds())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                new Kind("CS_EXECUTE", "inbound", "opus"), 9L,
                new Kind("CS_EXECUTE", "inbound", "PCMU"), 1L));
  }

  @Test
  void hostileNamesBridgedAndLoopbackChannels() {
    Channels weird = recorded("weird-show-channels-json");
    assertThat(weird.count()).isEqualTo(15);
    assertThat(weird.kinds().keySet()).extracting(Kind::direction).contains("inbound", "outbound");
    assertThat(weird.kinds().keySet()).extracting(Kind::state).contains("CS_EXCHANGE_MEDIA");
  }

  @Test
  void withoutChannelsThereAreNoRows() {
    assertThat(recorded("idle-show-channels-json").count()).isZero();
  }

  @Test
  void whatIsUnknownIsOfNoNewKind() {
    Channels channels =
        parse(
            "{\"row_count\":3,\"rows\":[{\"state\":\"CS_ODD\",\"direction\":\"up\",\"write_codec\":"
                + "\"x\"},{},{\"write_codec\":\"OPUS\"}]}",
            5);
    assertThat(channels.kinds().keySet())
        .containsExactly(
            new Kind("other", "other", "other"),
            new Kind("other", "other", "none"),
            new Kind("other", "other", "opus"));
  }

  @Test
  void whatIsNotThatListFails() {
    for (String text :
        new String[] {
          "", "[]", "{}", "-ERR no reply\n", "{\"row_count\":1,\"rows\":[1]}", "{} {}"
        }) {
      assertThatThrownBy(() -> parse(text, 5)).as(text).isInstanceOf(EslException.class);
    }
  }

  @Test
  void someAreTakenByChanceAndEachHasItsChance() {
    Set<String> taken = new HashSet<>();
    for (int seed = 0; seed < 60; seed++) {
      Channels channels =
          Channels.parse(
              Recordings.answer("big-show-channels-json").bytes(), 10, new SplittableRandom(seed));
      assertThat(channels.sample()).hasSize(10).doesNotHaveDuplicates();
      taken.addAll(channels.sample());
    }
    assertThat(taken).hasSizeGreaterThan(80).hasSizeLessThanOrEqualTo(86);
  }

  @Test
  void anIdThatIsNoneNeverComesIntoACommand() {
    String row =
        "{\"row_count\":2,\"rows\":[%s]}"
            .formatted(
                "{\"uuid\":\"x\\n\\napi hupall\",\"name\":\"sofia/a\",\"callstate\":\"ACTIVE\"},"
                    + "{\"uuid\":\"%s\",\"name\":\"loopback/a\",\"callstate\":\"ACTIVE\"}"
                        .formatted("fa60695e-9c2f-4db8-b36c-5a66d55a6f06"));
    assertThat(parse(row, 5).sample()).isEmpty();
    assertThat(parse(row, 5).count()).isEqualTo(2);
  }

  @Test
  void noneAreTakenWhenNoneAreWanted() {
    assertThat(
            Channels.parse(
                    Recordings.answer("busy-show-channels-json").bytes(),
                    0,
                    new SplittableRandom(1))
                .sample())
        .isEmpty();
  }

  @Test
  void thePlacesOfTheSampleAreTheOnesOfTheWholeList() {
    Map<String, Integer> times = new TreeMap<>();
    String rows = "";
    for (int i = 0; i < 4; i++) {
      rows +=
          "%s{\"uuid\":\"00000000-0000-0000-0000-00000000000%d\",\"name\":\"sofia/\",\"callstate\":\"ACTIVE\"}"
              .formatted(i == 0 ? "" : ",", i);
    }
    for (int seed = 0; seed < 400; seed++) {
      Channels.parse(
              new StringReader("{\"row_count\":4,\"rows\":[" + rows + "]}"),
              1,
              new SplittableRandom(seed))
          .sample()
          .forEach(uuid -> times.merge(uuid.substring(35), 1, Integer::sum));
    }
    assertThat(times).hasSize(4);
    assertThat(times.values()).allMatch(n -> n > 60, String.format(Locale.ROOT, "%s", times));
  }

  private static Channels recorded(String name) {
    return Channels.parse(Recordings.answer(name).bytes(), 20, new SplittableRandom(1));
  }

  private static Channels parse(String text, int sample) {
    return Channels.parse(new StringReader(text), sample, new SplittableRandom(1));
  }
}
