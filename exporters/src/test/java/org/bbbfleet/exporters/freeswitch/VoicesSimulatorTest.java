package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.bbb.Attendee;
import org.bbbfleet.lab.bbb.BbbFault;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.Meeting;
import org.bbbfleet.lab.freeswitch.FreeSwitchSimulator;
import org.bbbfleet.lab.freeswitch.Scenario;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab's API beside the lab's FreeSWITCH, neither of which knows the exporter. */
class VoicesSimulatorTest {
  private final Vertx vertx = Vertx.vertx();

  @TempDir Path root;

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void peopleWhomTheApiShowsAndFreeSwitchDoesNotHave() {
    BbbSimulator api = Await.result(BbbSimulator.start(vertx, BbbOptions.loopback("secret")));
    api.meetings()
        .add(
            Meeting.created("algebra", "Algebra & <more>", Instant.now())
                .joinedBy(
                    Attendee.moderator("w_a", "Anna").withAudio(Attendee.Audio.VOICE),
                    Attendee.viewer("w_b", "Bo").withAudio(Attendee.Audio.VOICE)),
            Meeting.created("empty", "Nobody yet", Instant.now()));
    Samples s = collect(api);
    assertThat(s.value(FreeSwitchMetrics.UP)).isEqualTo(1);
    assertThat(s.value(CallMetrics.MEETINGS_WITHOUT_CONFERENCE)).isEqualTo(1);
    // All three recorded conferences belong to no meeting of this API.
    assertThat(s.value(CallMetrics.CONFERENCES_WITHOUT_MEETING)).isEqualTo(3);
    assertThat(s.value(CallMetrics.VOICE_DIFFERENCE)).isZero();
  }

  @Test
  void anApiThatFailsLeavesAGapAndNothingElse() {
    BbbSimulator api = Await.result(BbbSimulator.start(vertx, BbbOptions.loopback("secret")));
    api.faults().set(new BbbFault.HttpError(502));
    Samples s = collect(api);
    assertThat(s.value(FreeSwitchMetrics.UP)).isEqualTo(1);
    assertThat(s.value(FreeSwitchMetrics.CONFERENCES)).isEqualTo(3);
    assertThat(s.metrics()).doesNotContain(CallMetrics.MEETINGS_WITHOUT_CONFERENCE);
  }

  private Samples collect(BbbSimulator api) {
    FreeSwitchSimulator freeswitch =
        Await.result(
            FreeSwitchSimulator.start(
                vertx,
                org.bbbfleet.lab.freeswitch.FreeSwitchOptions.loopback("ClueCon")
                    .in(Scenario.BUSY)));
    Section options =
        Section.parse(
            "agent.yaml",
            """
            host: 127.0.0.1
            port: %d
            password: ClueCon
            api: {url: '%s', secret: secret}
            """
                .formatted(freeswitch.port(), api.apiBase()));
    Collector collector =
        new FreeSwitchExporter()
            .open(options, new CollectorContext(vertx, Clock.systemUTC(), root));
    options.finish();
    try {
      return Await.result(collector.collect());
    } finally {
      collector.close();
    }
  }
}
