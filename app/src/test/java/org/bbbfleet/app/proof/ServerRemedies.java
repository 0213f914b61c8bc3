package org.bbbfleet.app.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.app.proof.HandRemedy.heal;
import static org.bbbfleet.app.proof.RemedyFleet.SERVER;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.bbbfleet.lab.bbb.Meeting;
import org.bbbfleet.lab.packages.Command;

/** What mends a BigBlueButton server: FreeSWITCH, and the server as a whole. */
final class ServerRemedies {
  private static final String CALLS = "/var/lib/bbb-conf.calls";
  private static final String CHANNELS =
      "bash -c 'exec 3<>/dev/tcp/127.0.0.1/8021; printf \"auth esl\\n\\napi show channels as"
          + " json\\n\\n\" >&3; timeout 2 cat <&3 || :'";
  private static final Pattern UUID = Pattern.compile("\"uuid\":\"([0-9a-f-]{36})\"");

  private ServerRemedies() {}

  static List<Remedy> all() {
    return List.of(
        PolicyRemedy.of(
            "`freeswitch-rescan`",
            "a SIP profile of FreeSWITCH (simulated) is down",
            "FreeSwitchProfileDown",
            SERVER,
            "freeswitch-rescan",
            like("scenario?name=noprofile")),
        PolicyRemedy.of(
            "`restart-unit`, no meeting runs",
            "FreeSWITCH (simulated) lets commands in and answers none",
            "FreeSwitchMute",
            SERVER,
            "restart-unit",
            like("fault?kind=hung-api")),
        PolicyRemedy.of(
            "`freeswitch-restart-when-empty`",
            "FreeSWITCH (simulated) sends no events; counts after 70 s",
            "FreeSwitchEventsStalled",
            SERVER,
            "freeswitch-restart-when-empty",
            like("fault?kind=no-events")),
        PolicyRemedy.of(
                "`freeswitch-end-orphans` (approved)",
                "conferences (simulated) without a meeting, for 2 min",
                "FreeSwitchOrphanedConferences",
                SERVER,
                "freeswitch-end-orphans",
                like("scenario?name=busy"))
            .andThen(like("scenario?name=idle")),
        dropChannel(),
        drain(),
        undrain());
  }

  private static Consumer<RemedyFleet> like(String order) {
    return fleet -> fleet.freeSwitch(order);
  }

  private static Remedy dropChannel() {
    return HandRemedy.of(
            "`freeswitch-drop-channel`",
            "a channel of FreeSWITCH (simulated) hangs",
            like("scenario?name=busy"),
            fleet ->
                heal(
                    "freeswitch-drop-channel",
                    SERVER,
                    "uuid=" + stuck(fleet).orElseThrow(),
                    "older_than_seconds=7200"),
            fleet -> channels(fleet).size() == 9)
        .andThen(like("scenario?name=idle"));
  }

  private static List<String> channels(RemedyFleet fleet) {
    return UUID.matcher(fleet.on(SERVER, CHANNELS)).results().map(r -> r.group(1)).toList();
  }

  private static Optional<String> stuck(RemedyFleet fleet) {
    return channels(fleet).stream().findFirst();
  }

  /** bbb-web leaves a defunct child, which nothing but its restart cures; a lesson runs. */
  private static Remedy drain() {
    return PolicyRemedy.of(
            "`soffice-nudge`, `soffice-restart-parent`, then `drain` (approved)",
            "soffice.bin defunct, its parent is bbb-web; a meeting runs, and ends once the server"
                + " takes no new ones",
            "SofficeDefunct",
            SERVER,
            "drain",
            fleet -> {
              fleet.server().meetings().add(Meeting.created("lesson", "Lesson", Instant.now()));
              fleet.on(SERVER, "rm -f " + CALLS);
              fleet.say(
                  fleet.atLength(
                      SERVER,
                      "FAULT_DIR=/run/fault-web /usr/local/sbin/lab-fault defunct"
                          + " $(systemctl show -p MainPID --value bbb-web)"));
            })
        .onceApproved(ServerRemedies::lessonEnds)
        .andThen(
            fleet -> {
              assertThat(fleet.inScalelite()).isEqualTo("enabled");
              assertThat(fleet.on(SERVER, "cat " + CALLS)).isEqualTo("--restart");
              assertThat(fleet.server().meetings().all()).isEmpty();
            });
  }

  private static void lessonEnds(RemedyFleet fleet, String step) {
    assertThat(step).contains("drain");
    Duration soon = Duration.ofSeconds(60);
    fleet.await(
        "it to be cordoned",
        soon,
        () -> Optional.of(fleet.inScalelite()).filter("cordoned"::equals));
    fleet.await(
        "the drain to wait for the lesson",
        soon,
        () ->
            fleet.events(0).stream()
                .filter(event -> event.path("kind").asText().equals("action_goes_on"))
                .filter(event -> event.path("text").asText().contains("1 meetings; waits until"))
                .findFirst());
    assertThat(fleet.on(SERVER, "cat " + CALLS + " 2>/dev/null || :")).isEmpty();
    fleet.server().meetings().remove("lesson");
  }

  private static Remedy undrain() {
    return HandRemedy.of(
            "`undrain`",
            "a server that was taken out for work (`drain`, by hand)",
            ServerRemedies::drainAndGoAway,
            fleet -> List.of("undrain", SERVER, "--reason", "the disk is in"),
            fleet -> fleet.inScalelite().equals("enabled"))
        .andThen(fleet -> assertThat(fleet.server().meetings().all()).isEmpty());
  }

  /** Ctrl-C while a drain is followed: it goes on, and a second one is not let in beside it. */
  private static void drainAndGoAway(RemedyFleet fleet) {
    fleet.server().meetings().add(Meeting.created("lesson", "Lesson", Instant.now()));
    Interrupted drain =
        Interrupted.when(fleet, "waits until", "drain", SERVER, "--reason", "new disk");
    fleet.say(drain.out() + drain.err());
    assertThat(drain.status()).isEqualTo(130);
    assertThat(drain.err())
        .containsPattern(
            "It goes on in the service. Look: fleet show \\d+   Call it off: fleet undrain "
                + SERVER);
    Command.Output second = fleet.fleet("drain", SERVER, "--reason", "new memory");
    fleet.say(second.out() + second.err());
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err()).contains("lease: ").doesNotContain("answered");
    fleet.server().meetings().remove("lesson");
    fleet.await(
        "the drain's end",
        Duration.ofSeconds(90),
        () ->
            Optional.of(fleet.get(9780, "/api/v1/status").path("drains").path(0))
                .filter(out -> out.has("running") && !out.path("running").asBoolean()));
    assertThat(fleet.inScalelite()).isEqualTo("cordoned");
    assertThat(fleet.fleet("status").out()).containsPattern(SERVER + " .*, drained");
  }
}
