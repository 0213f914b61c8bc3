package org.bbbfleet.app.proof;

import static org.bbbfleet.app.proof.HandRemedy.heal;
import static org.bbbfleet.app.proof.RemedyFleet.MEDIA;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What mends a host with soffice, ffmpeg, nginx, Docker and recordings, all of them real. */
final class MediaRemedies {
  private static final String WORKER = "bbb-livestream-demo.service";
  private static final String FAILED = "b".repeat(40) + "-1700000000123";
  private static final String STAT = "curl -s http://127.0.0.1:9000/stat | tr -d '\\r\\n'";

  private MediaRemedies() {}

  static List<Remedy> all() {
    return List.of(
        PolicyRemedy.of(
            "`start-unit`",
            "a unit's process killed",
            "UnitDead",
            MEDIA,
            "start-unit",
            fault("dead")),
        PolicyRemedy.of(
            "`restart-unit`",
            "the agent stopped by SIGSTOP: the host is unwatched",
            "AgentDown",
            MEDIA,
            "restart-unit",
            fleet -> fleet.on(MEDIA, "systemctl kill --signal=STOP bbb-fleet-agent.service")),
        PolicyRemedy.of(
            "`soffice-nudge`",
            "soffice.bin defunct; its parent lost a SIGCHLD",
            "SofficeDefunct",
            MEDIA,
            "soffice-nudge",
            fault("defunct-nudge")),
        PolicyRemedy.of(
            "`livestream-restart`",
            "ffmpeg stopped by SIGSTOP",
            "LivestreamStalled",
            MEDIA,
            "livestream-restart",
            fault("stalled")),
        livestreamStop(),
        PolicyRemedy.of(
            "`restart-container`",
            "a container killed, which Docker does not start again",
            "DockerContainerFailed",
            MEDIA,
            "restart-container",
            fleet -> fleet.on(MEDIA, "docker kill stand-in")),
        freeDiskSpace(),
        PolicyRemedy.of(
            "`renew-certificate`",
            "a certificate that nginx serves ends tomorrow",
            "CertificateFileEndsNow",
            MEDIA,
            "renew-certificate",
            fleet -> fleet.on(MEDIA, "lab-certificate /etc/nginx/tls 1 && systemctl reload nginx")),
        PolicyRemedy.of(
            "`reprovision` (approved)",
            "somebody broke the agent's configuration by hand",
            "AgentConfigFaulty",
            MEDIA,
            "reprovision",
            fleet -> fleet.on(MEDIA, "echo 'exporters: [' >>/etc/bbb-fleet/agent.yaml")),
        HandRemedy.of(
            "`reload-unit`",
            "nginx answers by yesterday's configuration",
            fleet -> fleet.on(MEDIA, "sed -i s/old/new/ /etc/nginx/fleet.d/word.conf"),
            fleet -> heal("reload-unit", MEDIA, "unit=nginx.service"),
            fleet -> fleet.on(MEDIA, "curl -s 127.0.0.1:9444").equals("new")),
        dropPublisher(),
        requeue(),
        // Its cooldown since the nudge is over by now.
        PolicyRemedy.of(
            "`soffice-nudge`, then `soffice-restart-parent`",
            "soffice.bin defunct; its parent ignores SIGCHLD",
            "SofficeDefunct",
            MEDIA,
            "soffice-restart-parent",
            fault("defunct")),
        HandRemedy.of(
            "`run-script`",
            "a nightly job died and left its lock",
            fleet -> fleet.on(MEDIA, "touch /run/nightly.lock"),
            fleet -> heal("run-script", MEDIA, "script=unlock"),
            fleet -> fleet.on(MEDIA, "ls /run/nightly.lock 2>/dev/null || :").isEmpty()),
        PolicyRemedy.of(
            "`soffice-end-stuck`",
            "a soffice.bin that never ends; it counts as stuck after 5 min",
            "SofficeStuck",
            MEDIA,
            "soffice-end-stuck",
            fault("stuck")));
  }

  private static Consumer<RemedyFleet> fault(String word) {
    return fleet -> fleet.say(fleet.atLength(MEDIA, "/usr/local/sbin/lab-fault " + word));
  }

  private static Remedy livestreamStop() {
    return PolicyRemedy.of(
            "`livestream-stop` (approved)",
            "ffmpeg streams on although its meeting is over",
            "LivestreamMeetingOver",
            MEDIA,
            "livestream-stop",
            fleet -> LivestreamMeeting.ends(fleet.media()))
        .andThen(
            fleet -> {
              fleet.on(MEDIA, "! systemctl is-active -q " + WORKER);
              LivestreamMeeting.begins(fleet.media());
              fleet.on(MEDIA, "systemctl start " + WORKER);
            });
  }

  private static Remedy freeDiskSpace() {
    String place = "/var/cache/apt/archives";
    return PolicyRemedy.of(
            "`free-disk-space` (approved)",
            "a file system that downloaded packages fill",
            "HostOutOfDiskSpace",
            MEDIA,
            "free-disk-space",
            fleet -> {
              fleet.smallDisk(MEDIA, place, 40);
              fleet.on(
                  MEDIA,
                  "mkdir -p %1$s/partial; echo keep >%1$s/README; dd if=/dev/zero bs=64k 2>/dev/null of=%1$s/big_1_amd64.deb; :"
                      .formatted(place));
            })
        .andThen(fleet -> fleet.on(MEDIA, "test ! -e " + place + "/big_1_amd64.deb"));
  }

  private static Remedy dropPublisher() {
    return HandRemedy.of(
            "`rtmp-drop-publisher`",
            "somebody publishes who should not",
            fleet -> {
              fleet.on(
                  MEDIA,
                  "systemd-run -q --unit=stray ffmpeg -nostdin -loglevel error -re -f lavfi -i"
                      + " testsrc=s=160x120:r=10 -c:v flv -f flv rtmp://127.0.0.1/live/stray");
              fleet.await("it to publish", Duration.ofSeconds(30), () -> stray(fleet));
            },
            fleet ->
                heal(
                    "rtmp-drop-publisher",
                    MEDIA,
                    "application=live",
                    "stream=stray",
                    "client=" + stray(fleet).orElseThrow()),
            fleet -> !fleet.on(MEDIA, "systemctl is-active stray || :").equals("active"))
        .andThen(
            fleet -> fleet.on(MEDIA, "systemctl is-active " + WORKER + "; systemctl reset-failed"));
  }

  private static Optional<String> stray(RemedyFleet fleet) {
    Matcher client =
        Pattern.compile(
                "<name>stray</name>(?:(?!</stream>).)*?<client><id>(\\d+)</id>(?:(?!</client>).)*<publishing/>")
            .matcher(fleet.on(MEDIA, STAT));
    return client.find() ? Optional.of(client.group(1)) : Optional.empty();
  }

  private static Remedy requeue() {
    return HandRemedy.of(
        "`recording-requeue`",
        "a recording whose processing failed",
        fleet ->
            fleet.on(
                MEDIA,
                """
                cd /var/bigbluebutton/recording
                mkdir -p raw/%1$s status/archived status/sanity status/processed status/published
                echo '<recording/>' >raw/%1$s/events.xml
                touch status/archived/%1$s.done status/sanity/%1$s.done status/processed/%1$s-presentation.fail
                chown -R bigbluebutton .
                """
                    .formatted(FAILED)),
        fleet -> heal("recording-requeue", MEDIA, "recording=" + FAILED),
        fleet ->
            fleet
                .on(
                    MEDIA,
                    "ls /var/bigbluebutton/published/presentation/" + FAILED + " 2>/dev/null || :")
                .equals("metadata.xml"));
  }
}
