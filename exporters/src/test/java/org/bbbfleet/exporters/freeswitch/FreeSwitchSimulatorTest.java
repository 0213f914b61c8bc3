package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.COMMAND_SUCCESS;
import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.CONFERENCE_MEMBERS;
import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.CURRENT_CALLS;
import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.FAILURE;
import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.SESSION_ACTIVE;
import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.SESSION_LIMIT;
import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.TIME_SYNCED;
import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.UP;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.lab.freeswitch.FreeSwitchFault;
import org.bbbfleet.lab.freeswitch.FreeSwitchOptions;
import org.bbbfleet.lab.freeswitch.FreeSwitchSimulator;
import org.bbbfleet.lab.freeswitch.RestrictedUser;
import org.bbbfleet.lab.freeswitch.Scenario;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the lab's FreeSWITCH, which shares no code with the exporter. */
class FreeSwitchSimulatorTest {
  private static final RestrictedUser READER =
      new RestrictedUser(
          "esl@127.0.0.1:readonly",
          List.of("status", "show", "sofia", "version", "uptime", "conference"),
          List.of("HEARTBEAT"));

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong nanos = new AtomicLong();
  private FreeSwitchSimulator simulator;
  private boolean countsCalls;
  private FreeSwitchCollector collector;

  @BeforeEach
  void start() throws Exception {
    simulator =
        await(
            FreeSwitchSimulator.start(
                vertx, FreeSwitchOptions.loopback("ClueCon").with(READER).in(Scenario.BUSY)));
    collector = collector(EslLogin.password(new Secret("ClueCon")), Duration.ofSeconds(10));
  }

  @AfterEach
  void end() throws Exception {
    collector.close();
    await(simulator.stop());
    await(vertx.close());
  }

  @Test
  void everyScenarioGivesItsNumbers() throws Exception {
    // Sessions, their limit, calls, members; NaN where nothing may be told.
    Map<Scenario, double[]> expected = new LinkedHashMap<>();
    expected.put(Scenario.IDLE, new double[] {0, 1000, 0, 0});
    expected.put(Scenario.BUSY, new double[] {10, 1000, 10, 8});
    expected.put(Scenario.WEIRD, new double[] {15, 1000, 14, 10});
    expected.put(Scenario.BIG, new double[] {86, 1000, 86, 86});
    expected.put(Scenario.LIMIT_MAX_SESSIONS, new double[] {4, 4, 3, 0});
    expected.put(Scenario.PAUSED_INBOUND, new double[] {0, 1000, 0, 0});
    expected.put(Scenario.NO_SQL, new double[] {0, 1000, Double.NaN, 0});
    expected.put(Scenario.UNLOADED, new double[] {0, 1000, 0, Double.NaN});
    for (Map.Entry<Scenario, double[]> e : expected.entrySet()) {
      simulator.scenario(e.getKey());
      Samples s = collect();
      assertThat(s.value(UP)).as("%s", e.getKey()).isEqualTo(1);
      assertThat(
              new double[] {
                s.value(SESSION_ACTIVE),
                s.value(SESSION_LIMIT),
                s.value(CURRENT_CALLS),
                s.value(CONFERENCE_MEMBERS)
              })
          .as("%s", e.getKey())
          .containsExactly(e.getValue());
    }
    assertThat(simulator.requests("status")).isEqualTo(expected.size());
    simulator.scenario(Scenario.PAUSED);
    assertDown(EslReason.NOT_READY);
  }

  @Test
  void theClocksOfOneMachineAgree() throws Exception {
    assertThat(collect().value(TIME_SYNCED)).isEqualTo(1);
  }

  @Test
  void aRestrictedUserLosesOnlyWhatItMayNotAsk() throws Exception {
    collector.close();
    collector =
        collector(EslLogin.user("esl@127.0.0.1", new Secret("readonly")), Duration.ofSeconds(10));
    Samples s = collect();
    assertThat(s.value(UP)).isEqualTo(1);
    Set<Question> denied = Set.of(Question.CLOCK, Question.INBOUND_PAUSED, Question.SHUTTING_DOWN);
    for (Question question : Question.values()) {
      assertThat(s.value(COMMAND_SUCCESS, question.label()))
          .as(question.label())
          .isEqualTo(denied.contains(question) ? 0 : 1);
    }
    assertThat(s.value(COMMAND_SUCCESS, "heartbeat")).isEqualTo(1);
    assertThat(s.value(COMMAND_SUCCESS, "log")).isEqualTo(0);
    assertThat(s.value(COMMAND_SUCCESS, "rtp")).isEqualTo(0);
  }

  @Test
  void everyFaultHasItsReasonAndIsForgottenWhenAllIsWell() throws Exception {
    collector.close();
    collector = collector(EslLogin.password(new Secret("ClueCon")), Duration.ofMillis(700));
    Map<FreeSwitchFault, EslReason> expected = new LinkedHashMap<>();
    expected.put(new FreeSwitchFault.Refused(), EslReason.REFUSED);
    expected.put(new FreeSwitchFault.AclRejected(), EslReason.ACL);
    expected.put(new FreeSwitchFault.BadPassword(), EslReason.AUTH);
    expected.put(new FreeSwitchFault.HungBeforeBanner(), EslReason.TIMEOUT);
    expected.put(new FreeSwitchFault.HungApi(), EslReason.TIMEOUT);
    expected.put(new FreeSwitchFault.HungMidReply(), EslReason.TIMEOUT);
    expected.put(new FreeSwitchFault.DropMidFrame(), EslReason.PROTOCOL);
    expected.put(new FreeSwitchFault.SlowApi(Duration.ofSeconds(30)), EslReason.TIMEOUT);
    for (Map.Entry<FreeSwitchFault, EslReason> e : expected.entrySet()) {
      // A new connection shows what a kept one does not: a greeting, a refused login.
      collector.close();
      collector = collector(EslLogin.password(new Secret("ClueCon")), Duration.ofMillis(700));
      await(simulator.fault(e.getKey()));
      if (e.getValue() == EslReason.REFUSED) {
        EslStub.awaitRefused(simulator.port());
      }
      assertDown(e.getValue());
      await(simulator.clear());
      nanos.addAndGet(Duration.ofSeconds(10).toNanos());
      assertThat(collect().value(UP)).as("after %s", e.getKey()).isEqualTo(1);
    }
  }

  @Test
  void aFaultThatComesWhileTheConnectionIsKept() throws Exception {
    assertThat(collect().value(UP)).isEqualTo(1);
    await(simulator.fault(new FreeSwitchFault.DropMidFrame()));
    assertDown(EslReason.PROTOCOL);
    await(simulator.clear());
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(collect().value(UP)).isEqualTo(1);
    await(simulator.shutdown());
    EslStub.awaitRefused(simulator.port());
    assertDown(EslReason.REFUSED);
  }

  @Test
  void aFloodOfEventsAndDrippingBytesChangeNothing() throws Exception {
    await(simulator.fault(new FreeSwitchFault.EventFlood(1000)));
    assertThat(collect().value(CONFERENCE_MEMBERS)).isEqualTo(8);
    await(simulator.fault(new FreeSwitchFault.Drip(64, Duration.ofMillis(1))));
    assertThat(collect().value(CONFERENCE_MEMBERS)).isEqualTo(8);
  }

  @Test
  void theSoundOfRunningCallsIsAggregated() throws Exception {
    Samples s = collect();
    assertThat(s.value(COMMAND_SUCCESS, "rtp")).isEqualTo(1);
    assertThat(s.distribution(CallMetrics.RTP_MOS, "running").cumulative()).endsWith(10);
    assertThat(s.series(CallMetrics.RTP_MOS)).hasSize(1);
  }

  @Test
  void refusedCallsAndEventsAreCountedWhileTheConnectionIsKept() throws Exception {
    collector.close();
    countsCalls = true;
    collector = collector(EslLogin.password(new Secret("ClueCon")), Duration.ofSeconds(10));
    assertThat(collect().value(CallMetrics.REFUSED_CALLS, "rate")).isZero();
    await(simulator.refuseCall());
    await(simulator.refuseCall());
    await(simulator.call());
    Samples s = collect();
    assertThat(s.value(CallMetrics.REFUSED_CALLS, "rate")).isEqualTo(2);
    assertThat(s.value(CallMetrics.CALLS_STARTED, "inbound")).isEqualTo(1);
    assertThat(s.value(CallMetrics.CONFERENCE_JOINS)).isEqualTo(1);
    assertThat(s.value(CallMetrics.CONFERENCE_LEAVES)).isEqualTo(1);
    assertThat(s.distribution(CallMetrics.RTP_MOS, "end").cumulative()).endsWith(1);
    assertThat(s.value(CallMetrics.ESL_CONNECTS)).isEqualTo(1);
  }

  @Test
  void aReloadOfTheEventSocketIsAGapOfOneConnection() throws Exception {
    assertThat(collect().value(UP)).isEqualTo(1);
    await(simulator.reload());
    Samples s = collect();
    assertThat(s.value(UP)).isEqualTo(1);
    assertThat(s.value(CallMetrics.ESL_CONNECTS)).isEqualTo(2);
  }

  @Test
  void anElegantShutdownRefusesCallsUntilItIsDown() throws Exception {
    simulator.shutDownElegantly();
    Samples s = collect();
    assertThat(s.value(UP)).isEqualTo(1);
    assertThat(s.value(CallMetrics.REFUSING_CALLS, "shutdown")).isEqualTo(1);
    await(simulator.lastCallEnds());
    assertDown(EslReason.REFUSED);
  }

  private void assertDown(EslReason reason) throws Exception {
    Samples s = collect();
    assertThat(s.value(UP)).isEqualTo(0);
    for (EslReason each : EslReason.values()) {
      assertThat(s.value(FAILURE, each.label()))
          .as("%s while it is %s", each, reason)
          .isEqualTo(each == reason ? 1 : 0);
    }
  }

  private FreeSwitchCollector collector(EslLogin login, Duration deadline) {
    EslSettings settings =
        new EslSettings(
            "127.0.0.1", simulator.port(), login, deadline, deadline, Duration.ofSeconds(10));
    return FreeSwitchCollector.create(
        vertx,
        events -> new EslClient(vertx, settings, Clock.systemUTC(), nanos::get, events),
        nanos::get,
        Optional.empty(),
        new org.bbbfleet.exporters.freeswitch.FreeSwitchOptions(List.of(), countsCalls, 20),
        new SplittableRandom(1));
  }

  private Samples collect() throws Exception {
    return await(collector.collect());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
