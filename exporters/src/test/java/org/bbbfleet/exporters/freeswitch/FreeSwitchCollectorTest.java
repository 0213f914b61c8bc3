package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;
import static org.bbbfleet.exporters.freeswitch.CallMetrics.ESL_CONNECTS;
import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.*;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real answers in, exact numbers out. */
class FreeSwitchCollectorTest {
  private static final String STATUS = "status";
  private static final String CALLS = "show calls count";
  private static final String REGISTERED = "show registrations count";
  private static final String PROFILES = "sofia status";
  private static final String GATEWAYS = "sofia xmlstatus gateway";
  private static final String LIST = "conference json_list compact";
  private static final String CHANNELS_LIST = "show channels as json";
  private static final Duration SHORT = Duration.ofMillis(500);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong nanos = new AtomicLong();
  private EslStub stub;
  private Optional<VoiceCounts> voices = Optional.empty();
  private boolean countsCalls;
  private FreeSwitchCollector collector;

  @BeforeEach
  void start() {
    stub = new EslStub(vertx);
    collector = collector(Duration.ofSeconds(10), "ClueCon", List.of());
  }

  @AfterEach
  void end() throws Exception {
    collector.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aBusyServer() throws Exception {
    replay("busy");
    Samples s = collect();
    assertUp(s);
    assertThat(s.series(INFO)).containsExactly(List.of("1.10.12-release  64bit"));
    assertValues(
        s,
        entry(SESSION_TOTAL, 10),
        entry(SESSIONS_TOTAL, 10),
        entry(SESSION_ACTIVE, 10),
        entry(CURRENT_SESSIONS, 10),
        entry(CURRENT_SESSIONS_PEAK, 10),
        entry(CURRENT_SESSIONS_PEAK_LAST_5MIN, 10),
        entry(CURRENT_SPS, 0),
        entry(MAX_SPS, 30),
        entry(CURRENT_SPS_PEAK, 8),
        entry(CURRENT_SPS_PEAK_LAST_5MIN, 8),
        entry(SESSION_LIMIT, 1000),
        entry(MAX_SESSIONS, 1000),
        entry(SESSION_CAPACITY, 999),
        entry(MIN_IDLE_CPU, 0),
        entry(CURRENT_IDLE_CPU, 30.4),
        entry(STACK_BYTES, 240 * 1024),
        entry(UPTIME_SECONDS, 217),
        entry(CURRENT_CALLS, 10),
        entry(REGISTRATIONS, 2),
        entry(TIME_SYNCED, 1),
        entry(CLOCK_DIFFERENCE, 0),
        entry(CONFERENCES, 3),
        entry(CONFERENCES_EMPTY, 0),
        entry(CONFERENCES_RECORDING, 1),
        entry(CONFERENCES_LOCKED, 1),
        entry(CONFERENCE_OLDEST_AGE, 24),
        entry(CONFERENCE_MEMBERS, 8),
        entry(CONFERENCE_MEMBERS_TALKING, 1),
        entry(CONFERENCE_MEMBERS_MUTED, 2),
        entry(CONFERENCE_MEMBERS_DEAF, 1),
        entry(CONFERENCE_MEMBERS_ON_HOLD, 1),
        entry(CONFERENCE_GLOBAL_AUDIO, 1));
    assertThat(series(s, SOFIA_PROFILE_RUNNING)).containsExactly("external 1", "internal 1");
    assertThat(series(s, SOFIA_PROFILE_SESSIONS)).containsExactly("external 10", "internal 0");
    assertThat(series(s, SOFIA_GATEWAY_UP))
        .containsExactly(
            "external trunk-noreg-up 1",
            "external trunk-ping-down 0",
            "external trunk-reg-down 0",
            "external trunk-reg-up 1");
    assertThat(series(s, SOFIA_GATEWAY_STATE))
        .containsExactly(
            "external trunk-noreg-up NOREG 1",
            "external trunk-ping-down NOREG 1",
            "external trunk-reg-down FAIL_WAIT 1",
            "external trunk-reg-up REGED 1");
    assertThat(s.distribution(ESL_LATENCY).cumulative()).endsWith(1);
    collect();
    assertThat(collect().distribution(ESL_LATENCY).cumulative()).endsWith(3);
    assertThat(stub.connections()).isEqualTo(1);
  }

  @Test
  void everyDeclaredMetricIsFilledByABusyServerAndNoOther() throws Exception {
    collector.close();
    voices = Optional.of(() -> Future.succeededFuture(Map.of("70001", 3)));
    countsCalls = true;
    collector = collector(Duration.ofSeconds(10), "ClueCon", List.of());
    replay("busy");
    assertThat(collect().metrics()).containsExactlyInAnyOrderElementsOf(FreeSwitchMetrics.all());
  }

  @Test
  void channelsByKindAndCallsOfProfiles() throws Exception {
    replay("busy");
    Samples s = collect();
    assertThat(series(s, CallMetrics.CHANNELS))
        .containsExactly("CS_EXECUTE inbound PCMU 1", "CS_EXECUTE inbound opus 9");
    assertValues(s, entry(CallMetrics.CURRENT_CHANNELS, 10));
    assertThat(series(s, SOFIA_PROFILE_CALLS))
        .containsExactly("external in 10", "external out 0", "internal in 0", "internal out 0");
    stub.replays(
        "sofia status profile external", "limit-max-sessions-sofia-status-profile-external");
    assertThat(series(collect(), SOFIA_PROFILE_FAILED_CALLS)).contains("external in 1");
  }

  @Test
  void whyItRefusesCalls() throws Exception {
    replay("busy");
    assertThat(series(collect(), CallMetrics.REFUSING_CALLS))
        .containsExactly("paused 0", "rate 0", "sessions 0", "shutdown 0");
    stub.replays(STATUS, "limit-max-sessions-status");
    assertThat(collect().value(CallMetrics.REFUSING_CALLS, "sessions")).isEqualTo(1);
    stub.replays(STATUS, "limit-sps-status");
    assertThat(collect().value(CallMetrics.REFUSING_CALLS, "rate")).isEqualTo(1);
    stub.says("fsctl pause_check inbound", "true")
        .replays("fsctl shutdown_check", "elegant-shutdown-fsctl-shutdown-check")
        .replays(STATUS, "elegant-shutdown-status");
    Samples s = collect();
    assertUp(s); // Its calls go on.
    assertThat(series(s, CallMetrics.REFUSING_CALLS))
        .containsExactly("paused 1", "rate 0", "sessions 0", "shutdown 1");
  }

  @Test
  void aFloorOfIdleProcessorRefusesToo() throws Exception {
    replay("busy");
    String status = Recordings.answer("busy-status").text();
    stub.says(STATUS, status.replace("cpu 0.00/30.40", "cpu 40.00/30.40"));
    assertThat(collect().value(CallMetrics.REFUSING_CALLS, "cpu")).isEqualTo(1);
    stub.says(STATUS, status.replace("cpu 0.00/30.40", "cpu 20.00/30.40"));
    assertThat(collect().value(CallMetrics.REFUSING_CALLS, "cpu")).isEqualTo(0);
  }

  @Test
  void theSoundOfSomeChannelsIsAskedFor() throws Exception {
    replay("busy");
    stub.says("uuid_set_media_stats", "+OK Success\n")
        .says(
            "uuid_dump",
            RtpQualityTest.dump(
                "packet_count\":\"9", "mos\":\"3.9", "jitter_max_variance\":\"400.00", "0.02"));
    Samples s = collect();
    assertThat(s.value(COMMAND_SUCCESS, "rtp")).isEqualTo(1);
    long[] mos = s.distribution(CallMetrics.RTP_MOS, "running").cumulative();
    assertThat(mos[mos.length - 1]).isEqualTo(10);
    assertThat(s.distribution(CallMetrics.RTP_JITTER, "running").sum())
        .isCloseTo(0.2, within(1e-9));
    assertThat(s.series(CallMetrics.RTP_MOS)).containsExactly(List.of("running"));
    // Channels that end in between are nothing to worry about.
    stub.says("uuid_set_media_stats", "-ERR No such channel!\n")
        .says("uuid_dump", "-ERR No such channel!\n");
    s = collect();
    assertThat(s.value(COMMAND_SUCCESS, "rtp")).isEqualTo(1);
    assertThat(s.distribution(CallMetrics.RTP_MOS, "running").cumulative()).endsWith(10);
  }

  @Test
  void conferencesAreComparedWithTheMeetingsOfTheApi() throws Exception {
    collector.close();
    AtomicReference<Future<Map<String, Integer>>> api =
        new AtomicReference<>(Future.succeededFuture(Map.of("70001", 5, "70002", 4, "79999", 1)));
    voices = Optional.of(api::get);
    collector = collector(Duration.ofSeconds(10), "ClueCon", List.of());
    replay("busy");
    assertValues(
        collect(),
        entry(CallMetrics.CONFERENCES_WITHOUT_MEETING, 1),
        entry(CallMetrics.MEETINGS_WITHOUT_CONFERENCE, 1),
        entry(CallMetrics.VOICE_DIFFERENCE, 2));
    api.set(Future.failedFuture("the API is down"));
    nanos.addAndGet(Duration.ofSeconds(15).toNanos());
    Samples s = collect();
    assertUp(s);
    assertAbsent(
        s,
        CallMetrics.CONFERENCES_WITHOUT_MEETING,
        CallMetrics.MEETINGS_WITHOUT_CONFERENCE,
        CallMetrics.VOICE_DIFFERENCE);
    api.set(Future.succeededFuture(Map.of()));
    nanos.addAndGet(Duration.ofSeconds(15).toNanos());
    stub.replays(LIST, "unloaded-conference-json-list-compact");
    assertAbsent(collect(), CallMetrics.CONFERENCES_WITHOUT_MEETING);
  }

  @Test
  void anIdleServer() throws Exception {
    replay("idle");
    Samples s = collect();
    assertUp(s);
    assertValues(
        s,
        entry(SESSION_TOTAL, 0),
        entry(SESSION_ACTIVE, 0),
        entry(SESSION_LIMIT, 1000),
        entry(CURRENT_IDLE_CPU, 97.1),
        entry(UPTIME_SECONDS, 68),
        entry(CURRENT_CALLS, 0),
        entry(REGISTRATIONS, 1),
        entry(CONFERENCES, 0),
        entry(CONFERENCE_OLDEST_AGE, 0),
        entry(CONFERENCE_MEMBERS, 0));
    // The clock of this test stands where the busy server was recorded.
    assertValues(s, entry(TIME_SYNCED, 0));
    assertThat(s.value(CLOCK_DIFFERENCE)).isBetween(-149.0, -147.0);
  }

  @Test
  void callersWithHostileNames() throws Exception {
    replay("weird");
    Samples s = collect();
    assertUp(s);
    assertValues(
        s,
        entry(SESSION_ACTIVE, 15),
        entry(CURRENT_CALLS, 14),
        entry(CURRENT_SPS, 6),
        entry(CONFERENCES, 2),
        entry(CONFERENCE_MEMBERS, 10),
        entry(CONFERENCE_MEMBERS_MUTED, 1),
        entry(CONFERENCE_MEMBERS_DEAF, 1),
        entry(CONFERENCE_MEMBERS_ON_HOLD, 0),
        entry(CONFERENCE_OLDEST_AGE, 7));
    assertThat(Exposition.forAccept("").write(s)).doesNotContain("bbbID", "w_", "70005", "Jos");
  }

  @Test
  void aBigServer() throws Exception {
    stub.replays(STATUS, "big-status")
        .replays(CALLS, "big-show-calls-count")
        .replays(PROFILES, "big-sofia-status")
        .replays(LIST, "big-conference-json-list-compact");
    Samples s = collect();
    assertUp(s);
    assertValues(
        s,
        entry(SESSION_ACTIVE, 86),
        entry(MAX_SPS, 500),
        entry(CURRENT_SPS_PEAK, 533),
        entry(CURRENT_CALLS, 86),
        entry(CONFERENCES, 12),
        entry(CONFERENCE_MEMBERS, 86),
        entry(CONFERENCE_MEMBERS_MUTED, 57),
        entry(CONFERENCE_OLDEST_AGE, 10));
    assertThat(series(s, SOFIA_PROFILE_SESSIONS)).containsExactly("external 86", "internal 0");
  }

  @Test
  void serversAtTheirLimits() throws Exception {
    stub.replays(STATUS, "limit-max-sessions-status")
        .replays(CALLS, "limit-max-sessions-show-calls-count");
    Samples sessions = collect();
    assertValues(
        sessions,
        entry(SESSION_ACTIVE, 4),
        entry(SESSION_LIMIT, 4),
        entry(SESSION_CAPACITY, 3),
        entry(CURRENT_CALLS, 3));
    stub.replays(STATUS, "limit-sps-status");
    assertValues(collect(), entry(CURRENT_SPS, 12), entry(MAX_SPS, 5));
  }

  @Test
  void aPausedServerIsNotUpButStillTellsItsNumbers() throws Exception {
    stub.replays(STATUS, "paused-status").replays(CALLS, "paused-show-calls-count");
    Samples s = collect();
    assertDown(s, EslReason.NOT_READY);
    assertValues(s, entry(SESSION_TOTAL, 38), entry(CURRENT_CALLS, 0));
    stub.replays(STATUS, "idle-status");
    assertUp(collect());
  }

  @Test
  void withoutItsDatabaseOnlyWhatItCountsIsAbsent() throws Exception {
    stub.replays(STATUS, "nosql-status")
        .replays(CALLS, "nosql-show-calls-count")
        .replays(REGISTERED, "nosql-show-registrations-count")
        .replays(PROFILES, "nosql-sofia-status")
        .replays(LIST, "nosql-conference-json-list-compact");
    Samples s = collect();
    assertUp(s);
    assertAbsent(s, CURRENT_CALLS, REGISTRATIONS);
    assertValues(s, entry(CONFERENCES, 0));
    assertThat(series(s, COMMAND_SUCCESS))
        .containsExactly(
            "calls 0",
            "channels 0",
            "clock 0",
            "conferences 1",
            "gateways 0",
            "heartbeat 1",
            "inbound_paused 0",
            "log 1",
            "profile 0",
            "profiles 1",
            "registrations 0",
            "shutting_down 0",
            "status 1",
            "uptime 0");
  }

  @Test
  void unloadedModulesMakeConferencesAbsentAndProfilesStopped() throws Exception {
    replay("busy");
    collect();
    stub.replays(LIST, "unloaded-conference-json-list-compact")
        .replays(PROFILES, "unloaded-sofia-status")
        .replays(GATEWAYS, "unloaded-sofia-xmlstatus-gateway");
    Samples s = collect();
    assertUp(s);
    assertAbsent(s, CONFERENCES, CONFERENCE_MEMBERS, SOFIA_GATEWAY_UP, SOFIA_PROFILE_SESSIONS);
    assertThat(series(s, SOFIA_PROFILE_RUNNING)).containsExactly("external 0", "internal 0");
  }

  @Test
  void aStoppedProfileIsMissed() throws Exception {
    replay("busy");
    collect();
    stub.replays(PROFILES, "noprofile-sofia-status");
    assertThat(series(collect(), SOFIA_PROFILE_RUNNING))
        .containsExactly("external 1", "internal 0");
    stub.replays(PROFILES, "noprofiles-at-all-sofia-status")
        .replays(GATEWAYS, "noprofiles-at-all-sofia-xmlstatus-gateway");
    Samples s = collect();
    assertThat(series(s, SOFIA_PROFILE_RUNNING)).containsExactly("external 0", "internal 0");
    assertAbsent(s, SOFIA_GATEWAY_UP);
    assertThat(s.value(COMMAND_SUCCESS, "gateways")).isEqualTo(1);
  }

  @Test
  void anExpectedProfileIsMissedThoughItNeverRan() throws Exception {
    collector.close();
    collector = collector(Duration.ofSeconds(10), "ClueCon", List.of("internal"));
    stub.replays(STATUS, "idle-status").replays(PROFILES, "noprofile-sofia-status");
    assertThat(series(collect(), SOFIA_PROFILE_RUNNING))
        .containsExactly("external 1", "internal 0");
  }

  @Test
  void aliasesAreNoProfiles() throws Exception {
    stub.replays(STATUS, "idle-status").replays(PROFILES, "alias-sofia-status");
    assertThat(series(collect(), SOFIA_PROFILE_RUNNING))
        .containsExactly("external 1", "internal 1");
  }

  @Test
  void failedCallsOfGateways() throws Exception {
    stub.replays(STATUS, "idle-status").replays(GATEWAYS, "gwfail-sofia-xmlstatus-gateway");
    Samples s = collect();
    assertThat(series(s, SOFIA_GATEWAY_CALLS)).contains("external trunk-noreg-up out 1");
    assertThat(series(s, SOFIA_GATEWAY_FAILED_CALLS))
        .contains("external trunk-noreg-up out 1", "external trunk-ping-down out 1")
        .contains("external trunk-reg-up out 0");
  }

  @Test
  void aBrokenListOfGatewaysTakesNothingElseWithIt() throws Exception {
    replay("busy");
    stub.says(
        GATEWAYS,
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<gateways>\n<gateway><name>a</name>"
            + "<profile>p</profile></gateway><gateway><to>sip:<&@x</to>");
    Samples s = collect();
    assertUp(s);
    assertAbsent(s, SOFIA_GATEWAY_UP, SOFIA_GATEWAY_STATE, SOFIA_GATEWAY_CALLS);
    assertValues(s, entry(CONFERENCE_MEMBERS, 8));
    assertThat(s.value(COMMAND_SUCCESS, "gateways")).isEqualTo(0);
  }

  @Test
  void aRestrictedUserLosesOnlyWhatItMayNotAsk() throws Exception {
    replay("busy");
    stub.answers(
        "api strepoch",
        s -> s.write("Content-Type: command/reply\nReply-Text: -ERR permission denied\n\n"));
    Samples s = collect();
    assertUp(s);
    assertAbsent(s, TIME_SYNCED, CLOCK_DIFFERENCE);
    assertValues(s, entry(CURRENT_CALLS, 10), entry(UPTIME_SECONDS, 217));
  }

  @Test
  void aUserWhoMayNotEvenAskForTheStatusIsDown() throws Exception {
    stub.answers(
        "api status",
        s -> s.write("Content-Type: command/reply\nReply-Text: -ERR permission denied\n\n"));
    assertDown(collect(), EslReason.AUTH);
  }

  @Test
  void whoeverIsDeadSaysZeroWithTheReason() throws Exception {
    stub.stop();
    Samples s = collect();
    assertDown(s, EslReason.REFUSED);
    assertThat(s.metrics())
        .containsExactlyInAnyOrder(
            UP,
            FAILURE,
            COMMAND_SUCCESS,
            ESL_CONNECTS,
            CallMetrics.RTP_MOS,
            CallMetrics.RTP_JITTER,
            CallMetrics.RTP_LOSS);
    stub.restart();
    replay("idle");
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertUp(collect());
  }

  @Test
  void refusedByTheAccessList() throws Exception {
    stub.greetsWith("variant-localnet-auto-acl");
    assertDown(collect(), EslReason.ACL);
  }

  @Test
  void aBadPassword() throws Exception {
    collector.close();
    collector = collector(Duration.ofSeconds(10), "wrong", List.of());
    assertDown(collect(), EslReason.AUTH);
  }

  @Test
  void hungBeforeTheGreeting() throws Exception {
    collector.close();
    collector = collector(SHORT, "ClueCon", List.of());
    stub.greets(s -> {});
    assertDown(collect(), EslReason.TIMEOUT);
  }

  @Test
  void hungWithinTheStatus() throws Exception {
    collector.close();
    collector = collector(SHORT, "ClueCon", List.of());
    replay("busy");
    byte[] status = Recordings.reply("busy-status");
    Question.commands().forEach(stub::silentOn);
    stub.answers("api status", s -> s.write(Buffer.buffer(Arrays.copyOf(status, 200))));
    assertDown(collect(), EslReason.TIMEOUT);
    replay("busy");
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertUp(collect());
  }

  @Test
  void hungWithinAnotherAnswerLosesOnlyWhatCameAfter() throws Exception {
    collector.close();
    collector = collector(SHORT, "ClueCon", List.of());
    replay("busy");
    stub.silentOn(LIST);
    Samples s = collect();
    assertUp(s);
    assertValues(s, entry(CURRENT_CALLS, 10));
    assertAbsent(s, CONFERENCES, CONFERENCE_MEMBERS);
    assertThat(s.value(COMMAND_SUCCESS, "conferences")).isEqualTo(0);
  }

  @Test
  void droppedWithinTheStatus() throws Exception {
    byte[] status = Recordings.reply("busy-status");
    stub.answers(
        "api status",
        s -> {
          s.write(Buffer.buffer(Arrays.copyOf(status, 200)));
          s.end();
        });
    assertDown(collect(), EslReason.PROTOCOL);
  }

  @Test
  void goneWhileItWasAsked() throws Exception {
    replay("busy");
    stub.answers(
        "api " + CALLS,
        s -> {
          s.write(Buffer.buffer(Recordings.reply("shutdown-fsctl-idle-connection")));
          s.end();
        });
    assertDown(collect(), EslReason.NOT_READY);
  }

  @Test
  void anAnswerThatIsNoStatus() throws Exception {
    stub.says(STATUS, "+OK\n");
    assertDown(collect(), EslReason.PROTOCOL);
  }

  private void replay(String prefix) {
    stub.replays(STATUS, prefix + "-status")
        .replays(CALLS, prefix + "-show-calls-count")
        .replays(PROFILES, prefix + "-sofia-status")
        .replays(LIST, prefix + "-conference-json-list-compact");
    stub.replays(CHANNELS_LIST, prefix + "-show-channels-json");
    if (!prefix.equals("weird")) {
      stub.replays("strepoch", prefix + "-strepoch")
          .replays("uptime s", prefix + "-uptime-s")
          .replays("fsctl shutdown_check", prefix + "-fsctl-shutdown-check")
          .says("fsctl pause_check inbound", "false")
          .replays("sofia status profile external", prefix + "-sofia-status-profile-external")
          .replays("sofia status profile internal", prefix + "-sofia-status-profile-internal")
          .replays(REGISTERED, prefix + "-show-registrations-count")
          .replays(GATEWAYS, prefix + "-sofia-xmlstatus-gateway");
    }
  }

  private FreeSwitchCollector collector(Duration deadline, String password, List<String> expected) {
    EslSettings settings =
        new EslSettings(
            "127.0.0.1",
            stub.port(),
            EslLogin.password(new Secret(password)),
            deadline,
            deadline,
            Duration.ofSeconds(10));
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1795358966L, 500_000_000), ZoneOffset.UTC);
    return FreeSwitchCollector.create(
        vertx,
        events -> new EslClient(vertx, settings, clock, nanos::get, events),
        nanos::get,
        voices,
        new FreeSwitchOptions(expected, countsCalls, 20),
        new SplittableRandom(1));
  }

  private Samples collect() throws Exception {
    return collector.collect().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static void assertUp(Samples s) {
    assertThat(s.value(UP)).isEqualTo(1);
    assertThat(s.series(FAILURE)).hasSize(EslReason.values().length);
    assertThat(series(s, FAILURE)).allMatch(line -> line.endsWith(" 0"));
  }

  private static void assertDown(Samples s, EslReason reason) {
    assertThat(s.value(UP)).isEqualTo(0);
    assertThat(series(s, FAILURE).stream().filter(line -> line.endsWith(" 1")))
        .containsExactly(reason.label() + " 1");
    assertThat(s.series(FAILURE)).hasSize(EslReason.values().length);
    for (Question question : Question.values()) {
      assertThat(s.value(COMMAND_SUCCESS, question.label())).isBetween(0.0, 1.0);
    }
  }

  @SafeVarargs
  private static void assertValues(Samples s, Map.Entry<Metric, Number>... expected) {
    for (Map.Entry<Metric, Number> e : expected) {
      assertThat(s.value(e.getKey())).as(e.getKey().name()).isEqualTo(e.getValue().doubleValue());
    }
  }

  private static void assertAbsent(Samples s, Metric... metrics) {
    assertThat(s.metrics()).doesNotContain(metrics);
  }

  /** Label values and value of each series, sorted. */
  private static List<String> series(Samples s, Metric metric) {
    TreeMap<String, Long> lines = new TreeMap<>();
    for (List<String> labels : s.series(metric)) {
      lines.put(
          String.join(" ", labels), Math.round(s.value(metric, labels.toArray(String[]::new))));
    }
    return lines.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList();
  }
}
