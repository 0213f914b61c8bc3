package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.lab.bbb.BbbFault;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.ChecksumAlgorithm;
import org.bbbfleet.lab.bbb.Meeting;
import org.bbbfleet.lab.freeswitch.FreeSwitchOptions;
import org.bbbfleet.lab.freeswitch.FreeSwitchSimulator;
import org.bbbfleet.lab.freeswitch.Scenario;
import org.bbbfleet.lab.scalelite.Backend;
import org.bbbfleet.lab.scalelite.ScaleliteSimulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real script against simulated BigBlueButton, FreeSWITCH and Scalelite, over real sockets. */
class BbbScriptTest {
  private static final String BOOT = "0b7a4d5e-31cc-4b0f-9d5c-1f6f2d3a8c11";
  private static final String SECRET = "quo\"te\\s'and$HOME";
  private static final String OLD = "20f0dfb1-37e1-4cc0-8b4c-6d3d5d6f0e01";
  private static Vertx vertx;

  @TempDir Path root;
  private final Map<String, String> environment = new HashMap<>();
  private BbbSimulator bbb;
  private ScaleliteSimulator scalelite;
  private FreeSwitchSimulator freeSwitch;

  @BeforeAll
  static void up() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void down() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @BeforeEach
  void start() throws Exception {
    bbb = await(BbbSimulator.start(vertx, BbbOptions.loopback("s3cret")));
    scalelite = await(ScaleliteSimulator.start(vertx, SECRET, Set.of(ChecksumAlgorithm.SHA256)));
    scalelite.servers(
        Backend.enabled("id-1", "127.0.0.1", 1, 5),
        Backend.enabled("id-2", "bbb-2.example.org", 1, 5),
        Backend.enabled("id-3", "bbb-3.example.org", 0, 0).offline());
    freeSwitch = await(FreeSwitchSimulator.start(vertx, FreeSwitchOptions.loopback("Clue<Con")));
    write("fleet-heal", HealScript.text());
    write(
        "etc/bigbluebutton/bbb-web.properties",
        "bigbluebutton.web.serverURL="
            + bbb.apiBase().resolve("/").toString().replaceAll("/$", "")
            + "\nsecuritySalt=s3cret\n");
    write(
        "etc/default/scalelite",
        "URL_HOST=wrong.example.org\nLOADBALANCER_SECRET=" + SECRET + "\n");
    write(
        "etc/freeswitch/autoload_configs/event_socket.conf.xml",
        "<configuration><settings>\n<!-- <param name=\"password\" value=\"old\"/> -->\n"
            + "<param name=\"listen-ip\" value=\"127.0.0.1\"/>\n<param name=\"listen-port\" value=\""
            + freeSwitch.port()
            + "\"/>\n<param name=\"password\"\n value=\"Clue&lt;Con\"/>\n</settings></configuration>");
    write("proc/sys/kernel/random/boot_id", BOOT + "\n");
    write("lists/heal.bbb", "restart\nreboot\n");
    write("lists/heal.freeswitch", "restart\nend-conference\ndrop-channel\nrescan\n");
    write("lists/heal.scalelite", "cordon\nurl " + scalelite.url() + "\n");
    write("lists/heal.units", "freeswitch.service\n");
    write("invocation", "run1\n");
    write("calls", "");
    // A restart is another run of the unit, as systemd has it.
    program(
        "systemctl",
        "echo \"$@\" >>"
            + root.resolve("calls")
            + "\ncase $1 in show) cat "
            + root.resolve("invocation")
            + " ;; restart) echo run2 >"
            + root.resolve("invocation")
            + " ;; esac\n");
    program(
        "bbb-conf",
        "echo \"bbb-conf $*\" >>"
            + root.resolve("calls")
            + "\necho run2 >"
            + root.resolve("invocation")
            + "\n");
    environment.put("FLEET_HEAL_ROOT", root.toString());
    environment.put("FLEET_HEAL_PROC", root.resolve("proc").toString());
    environment.put("FLEET_HEAL_LISTS", root.resolve("lists").toString());
    environment.put("FLEET_HEAL_STOP", root.resolve("STOP").toString());
    environment.put("FLEET_HEAL_SYSTEMCTL", root.resolve("systemctl").toString());
    environment.put("FLEET_HEAL_BBB_CONF", root.resolve("bbb-conf").toString());
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void program(String name, String text) throws IOException {
    write(name, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(root.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Shell.Result heal(String request) {
    try (Shell shell =
        new LocalForcedCommand(root.resolve("fleet-heal"), environment)
            .open(new Host("here", List.of(), Map.of()))) {
      return shell.command(request, Duration.ofSeconds(60));
    }
  }

  private void answers(String request, int status, String... parts) {
    Shell.Result result = heal(request);
    assertThat(result.out()).as(request).contains(parts);
    assertThat(result.exitStatus()).as(request + ": " + result.out()).isEqualTo(status);
    assertThat(result.out()).doesNotContain(SECRET).doesNotContain("s3cret");
  }

  private String calls() throws IOException {
    return Files.readString(root.resolve("calls"));
  }

  private static Meeting meeting(String id) {
    return Meeting.created(id, "Geo <meeting> & co", Instant.parse("2026-05-04T08:00:00Z"));
  }

  @Test
  void theHostSaysWhoItIsAndHowManyMeetingsRun() {
    answers("bbb-about", 0, "name 127.0.0.1\n", "boot " + BOOT + "\n", "web run1\n");
    answers("bbb-meetings", 3, "meetings 0\n");
    bbb.meetings().add(meeting("a"), meeting("b"));
    answers("bbb-meetings", 0, "meetings 2\n");
  }

  @Test
  void meetingsAreUnknownRatherThanNone() {
    for (BbbFault fault :
        List.of(
            new BbbFault.HttpError(502),
            new BbbFault.Truncated(),
            new BbbFault.Failed("internalError"),
            new BbbFault.Reset(),
            new BbbFault.WrongChecksum())) {
      bbb.faults().set(fault);
      Shell.Result result = heal("bbb-meetings");
      assertThat(result.exitStatus()).as(fault + ": " + result.out()).isEqualTo(1);
      assertThat(result.out()).doesNotContain("meetings 0");
    }
  }

  @Test
  void aRestartEndsOneRunOnceAndNeverWithAMeeting() throws IOException {
    bbb.meetings().add(meeting("a"));
    answers("bbb-restart run1 empty", 64, "1 meetings run");
    bbb.faults().set(new BbbFault.HttpError(502));
    answers("bbb-restart run1 empty", 64, "not known");
    bbb.faults().clear();
    bbb.meetings().clear();
    answers("dry-run bbb-restart run1 empty", 0, "would run bbb-conf --restart");
    assertThat(calls()).doesNotContain("bbb-conf");
    answers("bbb-restart run1 empty", 0, "restarted BigBlueButton");
    answers("bbb-restart run1 empty", 3, "restarted already");
    assertThat(calls()).containsOnlyOnce("bbb-conf --restart");
  }

  @Test
  void aRebootEndsOneBootOnceAndNeverWithAMeeting() throws IOException {
    bbb.meetings().add(meeting("a"));
    answers("bbb-reboot " + BOOT + " empty", 64, "1 meetings run");
    answers("dry-run bbb-reboot " + BOOT + " anyway", 0, "would reboot");
    assertThat(calls()).doesNotContain("reboot");
    answers("bbb-reboot " + BOOT + " anyway", 0, "reboots");
    write("proc/sys/kernel/random/boot_id", "another\n");
    answers("bbb-reboot " + BOOT + " anyway", 3, "rebooted already");
    assertThat(calls()).containsOnlyOnce("reboot");
  }

  @Test
  void whatNoListNamesIsRefused() throws IOException {
    write("lists/heal.bbb", "# nothing\n");
    write("lists/heal.freeswitch", "");
    write("lists/heal.scalelite", "url " + scalelite.url() + "\n");
    answers("bbb-restart run1 anyway", 64, "not in");
    answers("bbb-reboot " + BOOT + " anyway", 64, "not in");
    answers("fs-restart run1", 64, "not in");
    answers("fs-end-conference 70001", 64, "not in");
    answers("fs-drop-channel " + OLD + " 3600", 64, "not in");
    answers("fs-rescan external", 64, "not in");
    answers("scalelite-cordon 127.0.0.1 1", 64, "not in");
    answers("scalelite-enable 127.0.0.1", 64, "not in");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bbb-restart RUN1 empty",
        "bbb-restart run1 perhaps",
        "bbb-reboot x.y empty",
        "bbb-probe staff-meeting",
        "bbb-probe fleet-probe-a:b",
        "scalelite-cordon a_b 1",
        "scalelite-cordon 127.0.0.1 x",
        "fs-end-conference 70001:x",
        "fs-drop-channel uuid 3600",
        "fs-drop-channel 20f0dfb1-37e1-4cc0-8b4c-6d3d5d6f0e01 60",
        "fs-rescan a@b"
      })
  void whatIsNotOfItsTypeIsRefused(String request) throws IOException {
    answers(request, 64, "refused: ");
    assertThat(calls()).doesNotContain("reboot").doesNotContain("bbb-conf");
    assertThat(scalelite.updates()).isZero();
  }

  @Test
  void aProbeCreatesJoinsAndEndsAMeetingAndAsksFreeSwitch() {
    answers(
        "bbb-probe fleet-probe-7",
        0,
        "created a meeting",
        "joined it",
        "ended it",
        "FreeSWITCH is ready");
    assertThat(bbb.meetings().all()).isEmpty();
    answers("dry-run bbb-probe fleet-probe-7", 0, "would create");
  }

  @Test
  void aProbeSeesWhatIsBrokenAndLeavesNoMeeting() throws Exception {
    bbb.faults().set(new BbbFault.Failed("maxParticipantsReached"), "join");
    answers("bbb-probe fleet-probe-7", 1, "the API did not do join");
    assertThat(bbb.meetings().all()).isEmpty();
    bbb.faults().clear();
    freeSwitch.scenario(Scenario.NO_PROFILES);
    answers("bbb-probe fleet-probe-7", 1, "external does not run");
    freeSwitch.scenario(Scenario.PAUSED);
    answers("bbb-probe fleet-probe-7", 1, "FreeSWITCH is not ready");
    await(freeSwitch.stop());
    answers("bbb-probe fleet-probe-7", 1, "FreeSWITCH did not do status");
    assertThat(bbb.meetings().all()).isEmpty();
  }

  @Test
  void scaleliteTakesAServerOutAndInAgainByItsApi() {
    answers("scalelite-server 127.0.0.1", 0, "state enabled\n", "load 5.0\n");
    answers("dry-run scalelite-cordon 127.0.0.1 1", 0, "would cordon 127.0.0.1; 1 others are left");
    assertThat(scalelite.updates()).isZero();
    answers("scalelite-cordon 127.0.0.1 1", 0, "cordoned 127.0.0.1");
    assertThat(scalelite.servers().get(0).state()).isEqualTo("cordoned");
    answers("scalelite-cordon 127.0.0.1 1", 3, "cordoned already");
    scalelite.servers(scalelite.servers().get(0).in("disabled"), scalelite.servers().get(1));
    answers("scalelite-enable 127.0.0.1", 0, "enabled 127.0.0.1");
    answers("scalelite-enable 127.0.0.1", 3, "enabled already");
    answers("scalelite-server bbb-9.example.org", 1, "knows no server bbb-9.example.org");
  }

  @Test
  void scaleliteKeepsEnoughServers() {
    answers("scalelite-cordon 127.0.0.1 2", 64, "only 1 other servers");
    assertThat(scalelite.updates()).isZero();
  }

  @Test
  void aCordonThatScaleliteForgetsIsNoSuccessAndWhatFailsIsSaid() {
    scalelite.forgetsCordons(true);
    answers("scalelite-cordon 127.0.0.1 1", 1, "says that 127.0.0.1 is enabled");
    scalelite.breaks(502);
    answers("scalelite-cordon 127.0.0.1 1", 1, "does not tell its servers");
    answers("scalelite-enable 127.0.0.1", 1, "does not tell its servers");
  }

  @Test
  void otherChecksumsAreTried() throws Exception {
    await(scalelite.stop());
    scalelite = await(ScaleliteSimulator.start(vertx, SECRET, Set.of(ChecksumAlgorithm.SHA512)));
    scalelite.servers(Backend.enabled("id-1", "127.0.0.1", 1, 5));
    write("lists/heal.scalelite", "cordon\nurl " + scalelite.url() + "\n");
    answers("scalelite-cordon 127.0.0.1 0", 0, "cordoned 127.0.0.1");
  }

  @Test
  void freeSwitchIsRestartedOnlyWhenItIsEmpty() throws IOException {
    answers("fs-channels", 3, "channels 0\n", "run run1\n");
    freeSwitch.scenario(Scenario.BUSY);
    answers("fs-channels", 0, "channels 10\n");
    answers("fs-restart run1", 64, "10 channels are open");
    assertThat(calls()).doesNotContain("restart");
    assertThat(freeSwitch.requests("fsctl pause inbound")).isEqualTo(1);
    assertThat(freeSwitch.requests("fsctl resume inbound")).isEqualTo(1);
    freeSwitch.scenario(Scenario.IDLE);
    answers("dry-run fs-restart run1", 0, "would restart freeswitch.service");
    answers("fs-restart run1", 0, "restarted freeswitch.service");
    answers("fs-restart run1", 3, "restarted already");
    assertThat(calls()).containsOnlyOnce("restart -- freeswitch.service");
  }

  @Test
  void aConferenceOfNoMeetingIsHungUpAndNoOther() {
    freeSwitch.scenario(Scenario.BUSY);
    Meeting one = meeting("a");
    bbb.meetings().add(one);
    String kept = Integer.toString(one.voiceBridge());
    freeSwitch.answer(
        "conference list summary",
        "+OK Conference 70001 (3 members rate: 48000 flags: running)\n+OK Conference "
            + kept
            + " (2 members rate: 48000 flags: running)\n+OK Conference 70003 (1 member rate: 48000"
            + " locked flags: locked)\n");
    Shell.Result orphans = heal("fs-orphans");
    assertThat(orphans.out()).contains("orphan 70001\n", "orphan 70003\n");
    assertThat(orphans.out()).doesNotContain("orphan " + kept);
    answers("fs-end-conference " + kept, 3, "belongs to a meeting");
    answers("dry-run fs-end-conference 70001", 0, "would hang up the 3 members");
    answers("fs-end-conference 70001", 0, "hung up the 3 members of conference 70001");
    answers("fs-end-conference 70001", 3, "is over");
    assertThat(freeSwitch.requests("conference " + kept + " hup all")).isZero();
    bbb.faults().set(new BbbFault.HttpError(502));
    answers("fs-end-conference 70003", 1, "the API did not do getMeetings");
    assertThat(freeSwitch.requests("conference 70003 hup all")).isZero();
  }

  @Test
  void aChannelIsEndedThatIsThereAndOldEnough() {
    freeSwitch.answer("show channels as json", channels(7200));
    answers("dry-run fs-drop-channel " + OLD + " 3600", 0, "would end channel");
    answers("fs-drop-channel " + OLD + " 9000", 64, "s old");
    answers("fs-drop-channel " + OLD.replace('2', '3') + " 3600", 3, "there is no channel");
    assertThat(freeSwitch.requests("uuid_kill " + OLD)).isZero();
    answers("fs-drop-channel " + OLD + " 3600", 0, "ended channel");
    answers("fs-drop-channel " + OLD + " 3600", 3, "there is no channel");
  }

  private static String channels(long age) {
    long since = Instant.now().getEpochSecond() - age;
    return "{\"row_count\":1,\"rows\":[{\"uuid\":\""
        + OLD
        + "\",\"direction\":\"inbound\",\"created\":\"x\",\"created_epoch\":\""
        + since
        + "\",\"cid_name\":\"a{\\\"created_epoch\\\":\\\"1\\\"\"}]}";
  }

  @Test
  void aProfileThatIsDownIsStartedAndOneThatRunsIsRescanned() {
    freeSwitch.scenario(Scenario.NO_PROFILE);
    answers("dry-run fs-rescan internal", 0, "would start the profile internal");
    answers("fs-rescan internal", 0, "the profile internal runs (start)");
    answers("fs-rescan internal", 0, "the profile internal runs (rescan)");
  }
}
