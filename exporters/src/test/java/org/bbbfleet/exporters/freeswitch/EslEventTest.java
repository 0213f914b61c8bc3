package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EslEventTest {

  @Test
  void valuesAreDecoded() {
    EslEvent event = events("busy-event-plain-channel-and-conference").get(1);
    assertThat(event.name()).isEqualTo("CUSTOM");
    assertThat(event.subclass()).isEqualTo("conference::maintenance");
    assertThat(event.header("Event-Date-GMT")).endsWith("2026 14:50:45 GMT");
    assertThat(event.header("Action")).isEqualTo("add-member");
    assertThat(event.header("nothing")).isEmpty();
    assertThat(event.body()).isEmpty();
  }

  @Test
  void aNestedBodyIsCutByItsOwnLength() {
    EslEvent job = events("busy-bgapi-status").get(0);
    assertThat(job.name()).isEqualTo("BACKGROUND_JOB");
    assertThat(job.body()).startsWith("UP 0 years").contains("session(s) max");
    assertThat(job.body().getBytes(StandardCharsets.UTF_8))
        .hasSize(Integer.parseInt(job.header("Content-Length")));
  }

  @Test
  void aNestedBodyCountsBytesAndMayBeFollowedByMore() {
    assertThat(event("Event-Name: A\nContent-Length: 3\n\n\u00e9xyz").body()).isEqualTo("\u00e9x");
  }

  @Test
  void whatIsNotEncodedRightStaysAsItIs() {
    EslEvent event = event("Event-Name: A\nB: 100%\nC: %zz%4\nD: a+b%20c\nE: %C3%A9%E9\n\n");
    assertThat(event.header("B")).isEqualTo("100%");
    assertThat(event.header("C")).isEqualTo("%zz%4");
    assertThat(event.header("D")).isEqualTo("a+b c");
    assertThat(event.header("E")).isEqualTo("\u00e9\uFFFD");
    assertThat(event.headers("B")).isEqualTo(Map.of("B", "100%"));
  }

  @Test
  void whatIsNoEventFails() {
    for (String text :
        List.of(
            "",
            "\n",
            "Event-Name\n\n",
            ": x\n\n",
            "Other: x\n\n",
            "Event-Name: A\nContent-Length: 4\n\nabc",
            "Event-Name: A\nContent-Length: -1\n\nabc",
            "Event-Name: A\n" + "x: y\n".repeat(1) + "z" + "\n\n")) {
      assertThatThrownBy(() -> event(text)).as(text).isInstanceOf(EslException.class);
    }
  }

  static EslEvent event(String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return EslEvent.plain(new EslMessage(Map.of("Content-Type", "text/event-plain"), body));
  }

  private static List<EslEvent> events(String recording) {
    List<EslMessage> messages = new ArrayList<>();
    new EslDecoder(messages::add).feed(Recordings.server(recording));
    return messages.stream()
        .filter(m -> m.contentType().equals("text/event-plain"))
        .map(EslEvent::plain)
        .toList();
  }
}
