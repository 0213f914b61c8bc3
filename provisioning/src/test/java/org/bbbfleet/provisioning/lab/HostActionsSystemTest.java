package org.bbbfleet.provisioning.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.HostActions;
import org.bbbfleet.alerts.action.HostActions.Effect;
import org.bbbfleet.alerts.action.Outcome;
import org.bbbfleet.alerts.action.Report;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.shell.KnownHosts;
import org.bbbfleet.core.shell.SshOptions;
import org.bbbfleet.core.shell.SshShells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.hosts.LabSpec;
import org.bbbfleet.provisioning.resource.LabIssuer;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.healer.HealerRole;
import org.bbbfleet.provisioning.run.Provisioner;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.testing.StandInBuild;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The healer's actions mend what is really broken: a host with systemd, nginx and its RTMP module,
 * ffmpeg, file systems that are full; provisioned by the engine and reached with the healer's key.
 */
@Tag("system")
final class HostActionsSystemTest {
  private static final Duration AMPLE = Duration.ofSeconds(60);
  private static final String BBB = "/var/bigbluebutton";
  private static final String PAGE = "http://127.0.0.1:9000";
  private static final String COUNT =
      """
      #!/bin/sh
      # about: counts how often it ran
      # timeout: 10
      # destructive: no
      echo x >>/root/count
      wc -l </root/count
      """;

  @TempDir static Path directory;
  private static Lab lab;
  private static LabHost host;
  private static HostActions actions;
  private static final Catalogue CATALOGUE = Catalogue.load();

  @BeforeAll
  static void up() throws IOException {
    lab = Lab.up(LabSpec.of(new HostSpec("mended", Image.BOOKWORM_MEDIA)), System.out::println);
    host = lab.hosts().get(0);
    Files.writeString(
        Files.createDirectories(directory.resolve("scripts")).resolve("count"), COUNT);
    FleetSecrets secrets = new FleetSecrets(directory);
    provision(secrets);
    Path key = Files.writeString(directory.resolve("healer"), secrets.healerPrivateKey().reveal());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Host reached = reachedBy(key, Map.of());
    actions =
        new HostActions(
            view(reached), new SshShells(SshOptions.strict(lab.knownHosts())), Effect.REAL);
    furnish();
  }

  private static Host reachedBy(Path key, Map<String, Object> more) {
    Map<String, Object> variables = new TreeMap<>(more);
    variables.put("ansible_host", host.address());
    variables.put("ansible_port", host.port());
    variables.put("ansible_ssh_private_key_file", key.toString());
    return new Host(host.name(), List.of(), variables);
  }

  private static void provision(FleetSecrets secrets) throws IOException {
    Host there =
        reachedBy(
            lab.privateKey(),
            Map.of(
                "healer_units",
                List.of("nginx.service"),
                "healer_allow",
                Map.of(
                    "rtmp",
                    List.of("nginx stat=" + PAGE + "/stat control=" + PAGE + "/control"),
                    "certificates",
                    List.of(
                        "web file=/etc/lab-tls/web.pem by=lab-issue.service reload=nginx.service",
                        "idle file=/etc/lab-tls/idle.pem by=lab-idle.service"),
                    "disk",
                    List.of(
                        "apt enough=50",
                        "journal size=8M",
                        "logs days=14",
                        "recordings days=30",
                        "temporary days=2"),
                    "scripts",
                    List.of("count"))));
    Fleet fleet =
        new Fleet(
            new Inventory(List.of(there), List.of(), List.of()),
            List.of(new HealerRole()),
            secrets,
            StandInBuild.in(directory, "1"),
            new KnownHosts(lab.knownHosts())::lines);
    try (Store store = Store.open(directory.resolve("fleet.db"))) {
      RunReport report =
          new Provisioner(
                  new SshShells(SshOptions.strict(lab.knownHosts())),
                  Leases.in(store, Clock.systemUTC()),
                  Clock.systemUTC())
              .apply(fleet, List.of(there), RunOptions.by("test"), RunListener.NONE);
      assertThat(report.failed()).isEmpty();
    }
  }

  private static FleetView view(Host there) {
    return new FleetView() {
      @Override
      public Optional<Host> host(String name) {
        return Optional.of(there).filter(one -> one.name().equals(name));
      }

      @Override
      public List<Host> hosts() {
        return List.of(there);
      }

      @Override
      public List<String> roles(String name) {
        return List.of("healer");
      }
    };
  }

  /** Small file systems, so that they are soon full, and nginx with its certificate. */
  private static void furnish() {
    LabIssuer issuer = new LabIssuer();
    List<String> soon = issuer.issue("web.example.org", Duration.ofDays(5));
    List<String> next = issuer.issue("web.example.org", Duration.ofDays(80));
    for (String place : List.of("/etc/lab-tls", "/root/next")) {
      List<String> pair = place.equals("/root/next") ? next : soon;
      on("mkdir -p " + place);
      put(place + "/web.pem", pair.get(0));
      put(place + "/web.key", pair.get(1));
    }
    put("/etc/nginx/nginx.conf", nginx("one"));
    on(
        """
        set -e
        cp /etc/lab-tls/web.pem /etc/lab-tls/idle.pem
        for u in 'issue:/bin/cp /root/next/web.pem /root/next/web.key /etc/lab-tls' idle:/bin/true; do
          printf '[Service]\\nType=oneshot\\nExecStart=%s\\n' "${u#*:}" \\
            >"/etc/systemd/system/lab-${u%%:*}.service"
        done
        mkdir -p /etc/systemd/journald.conf.d /var/bigbluebutton
        printf '[Journal]\\nStorage=persistent\\nSystemMaxUse=30M\\nSystemKeepFree=1K\\nRateLimitBurst=0\\n' \\
          >/etc/systemd/journald.conf.d/lab.conf
        mount -t tmpfs -o size=40m tmpfs /var/log
        mount -t tmpfs -o size=8m tmpfs /var/bigbluebutton
        mount -t tmpfs -o size=4m tmpfs /tmp
        mount -t tmpfs -o size=4m tmpfs /var/cache/apt/archives
        mkdir -p /var/log/journal /var/log/nginx /var/log/other /var/cache/apt/archives/partial
        mount -t tmpfs -o size=1m tmpfs /var/log/other
        systemctl daemon-reload
        systemctl restart systemd-journald nginx
        """);
  }

  private static String nginx(String word) {
    return """
        worker_processes 1;
        pid /run/nginx.pid;
        include /etc/nginx/modules-enabled/*.conf;
        events { worker_connections 64; }
        rtmp { server { listen 127.0.0.1:1935; application live { live on; } } }
        http {
          access_log off;
          server {
            listen 127.0.0.1:9000;
            location /stat { rtmp_stat all; }
            location /control { rtmp_control all; }
            location /word { return 200 %s; }
          }
          server {
            listen 127.0.0.1:9443 ssl;
            ssl_certificate /etc/lab-tls/web.pem;
            ssl_certificate_key /etc/lab-tls/web.key;
          }
        }
        """
        .formatted(word);
  }

  @AfterAll
  static void down() {
    if (lab != null) {
      lab.close();
    }
  }

  private static String on(String command) {
    return lab.on(host, command, AMPLE).out().strip();
  }

  private static void put(String path, String text) {
    on(
        "echo "
            + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
            + " | base64 -d >"
            + path);
  }

  /** Waits on the host until a command of sh succeeds. */
  private static void await(String condition) {
    on(
        "i=0; until { "
            + condition
            + "; } do i=$((i + 1)); [ $i -lt 300 ] || { echo 'waited too long'; exit 1; }; sleep 0.1;"
            + " done");
  }

  private static Report heal(String action, String... values) {
    return heal(Effect.REAL, action, values);
  }

  private static Report heal(Effect effect, String action, String... values) {
    Map<String, String> parameters = new TreeMap<>();
    for (int i = 0; i < values.length; i += 2) {
      parameters.put(values[i], values[i + 1]);
    }
    return actions.run(
        host.name(), CATALOGUE.bind(new ActionCall(action, parameters), Map.of()), effect);
  }

  @Test
  void aUnitReadsItsConfigurationAgain() {
    String process = on("systemctl show -p MainPID --value nginx");
    put("/etc/nginx/nginx.conf", nginx("two"));
    assertThat(on("curl -s " + PAGE + "/word")).isEqualTo("one");
    assertThat(heal("reload-unit", "unit", "nginx.service"))
        .isEqualTo(new Report(Outcome.DONE, "reloaded nginx.service"));
    await("[ \"$(curl -s " + PAGE + "/word)\" = two ]");
    assertThat(on("systemctl show -p MainPID --value nginx")).isEqualTo(process);
    put("/etc/nginx/nginx.conf", nginx("one"));
    on("systemctl reload nginx");
    await("[ \"$(curl -s " + PAGE + "/word)\" = one ]");
  }

  @Test
  void onePublisherIsDroppedAndTheOthersGoOn() {
    on(
        """
        for s in hall room; do
          systemd-run -q --unit="publish-$s" ffmpeg -nostdin -loglevel error -re -f lavfi \\
            -i testsrc=s=160x120:r=10 -c:v flv -f flv "rtmp://127.0.0.1/live/$s"
        done
        """);
    String all = "curl -s " + PAGE + "/stat | tr -d '\\r\\n'";
    await(
        all
            + " | sed 's/<client>/\\n&/g' | grep -c '<publishing/><active/></client>' | grep -qx 2");
    String hall = client(on(all), "hall");
    String room = client(on(all), "room");
    assertThat(heal("rtmp-drop-publisher", drop("room", hall)).outcome())
        .isEqualTo(Outcome.REFUSED);
    assertThat(heal(Effect.DRY_RUN, "rtmp-drop-publisher", drop("hall", hall)).outcome())
        .isEqualTo(Outcome.DRY_RUN);
    assertThat(heal("rtmp-drop-publisher", drop("hall", hall)))
        .isEqualTo(
            new Report(
                Outcome.DONE, "dropped client " + hall + ", which published that stream of live"));
    await("! systemctl is-active -q publish-hall");
    assertThat(on("systemctl is-active publish-room")).isEqualTo("active");
    assertThat(on(all)).contains("<client><id>" + room + "</id>");
    on("systemctl stop publish-room; systemctl reset-failed publish-hall");
  }

  private static String client(String page, String stream) {
    Matcher matcher =
        Pattern.compile("<name>" + stream + "</name>(?:(?!</stream>).)*?<client><id>(\\d+)</id>")
            .matcher(page);
    assertThat(matcher.find()).as(page).isTrue();
    return matcher.group(1);
  }

  private static String[] drop(String stream, String client) {
    return new String[] {"application", "live", "stream", stream, "client", client};
  }

  @Test
  void aCertificateIsRenewedAndServed() {
    String served =
        "echo | openssl s_client -connect 127.0.0.1:9443 2>/dev/null | openssl x509 -noout";
    assertThat(heal("renew-certificate", "certificate", "idle").output())
        .contains("lab-idle.service ended well and /etc/lab-tls/idle.pem is no newer");
    on(served + " -checkend 0 && ! " + served + " -checkend 864000");
    Report report = heal("renew-certificate", "certificate", "web");
    assertThat(report.outcome()).as(report.output()).isEqualTo(Outcome.DONE);
    assertThat(report.output()).contains("renewed web").endsWith("reloaded nginx.service");
    await(served + " -checkend 6000000");
    assertThat(heal("renew-certificate", "certificate", "web").outcome())
        .isEqualTo(Outcome.NOTHING_TO_DO);
  }

  /** A dry run names the very files that the action then deletes. */
  private static Report freed(String kind) {
    Report dry = heal(Effect.DRY_RUN, "free-disk-space", "kind", kind);
    Report report = heal("free-disk-space", "kind", kind);
    assertThat(report.outcome()).as(report.output()).isEqualTo(Outcome.DONE);
    assertThat(
            dry.output()
                .replaceAll("would (have journalctl )?delete", "deleted")
                .lines()
                .filter(line -> line.startsWith("deleted")))
        .as(dry.output())
        .containsExactlyElementsOf(
            report.output().lines().filter(line -> line.startsWith("deleted")).toList());
    return report;
  }

  private static void fill(String path, int mebibytes, int days) {
    on(
        "mkdir -p \"$(dirname %1$s)\" && head -c %2$d /dev/zero >%1$s && touch -d '%3$d days ago' %1$s"
            .formatted(path, mebibytes << 20, days));
  }

  @Test
  void fullFileSystemsGetSpaceAndKeepEverythingElse() {
    // The journal first: it grows by itself.
    on(
        """
        for i in 1 2 3; do
          head -c 600000 /dev/urandom | base64 -w 500 | systemd-cat -t fill
          journalctl --sync
          journalctl --rotate
        done
        """);
    fill("/var/log/live.log", 10, 90);
    fill("/var/log/mail.log.2.gz", 6, 30);
    fill("/var/log/app/web.log-20260901", 4, 20);
    on("fallocate -l $(($(df -B1 --output=avail /var/log | tail -n 1) - 4096)) /var/log/rest");
    on("ln -s /root/next/web.key /var/log/key.1; echo x >/var/log/other/x.log.1");
    on("touch -h -d '90 days ago' /var/log/key.1; touch -d '90 days ago' /var/log/other/x.log.1");
    assertThat(freed("journal").output()).contains("/var/log/journal/");
    on("fallocate -l $(($(df -B1 --output=avail /var/log | tail -n 1) - 4096)) /var/log/more");
    assertThat(freed("logs").output())
        .contains("deleted /var/log/mail.log.2.gz, 6144 KiB")
        .contains("deleted /var/log/app/web.log-20260901, 4096 KiB");
    on("test -s /var/log/live.log && test -s /root/next/web.key && test -e /var/log/other/x.log.1");
    assertThat(heal("free-disk-space", "kind", "logs").output()).contains("20 % are free");

    fill("/tmp/lu1234.tmp/document", 3, 5);
    on("touch -d '5 days ago' /tmp/lu1234.tmp");
    fill("/tmp/thesis.odt", 0, 90);
    on("head -c 600000 /dev/zero >/tmp/rest");
    assertThat(freed("temporary").output()).contains("deleted /tmp/lu1234.tmp");
    on("test -e /tmp/thesis.odt && test -e /tmp/rest");

    fill("/var/cache/apt/archives/big_1_amd64.deb", 3, 1);
    assertThat(heal("free-disk-space", "kind", "apt").output())
        .startsWith("emptied the cache of packages");
    assertThat(on("ls /var/cache/apt/archives/*.deb 2>/dev/null || :")).isEmpty();
  }

  @Test
  void rawFilesOfWhatIsPublishedGoAndAForgottenRecordingIsMadeAgain() {
    String published = "a".repeat(40) + "-1700000000123";
    String failed = "b".repeat(40) + "-1700000000123";
    worker();
    on(
        """
        set -e
        cd /var/bigbluebutton
        mkdir -p recording/raw/%1$s recording/raw/%2$s published/presentation/%1$s \\
          recording/status/sanity recording/status/processed recording/status/published \\
          recording/process/presentation/%2$s
        head -c 5000000 /dev/zero >recording/raw/%1$s/audio.wav
        head -c 2000000 /dev/zero >recording/raw/%2$s/audio.wav
        echo '<recording/>' | tee recording/raw/%2$s/events.xml >published/presentation/%1$s/metadata.xml
        touch recording/status/processed/%1$s-presentation.done recording/status/sanity/%2$s.done
        touch -d '60 days ago' recording/status/published/%1$s-presentation.done
        touch recording/status/processed/%2$s-presentation.fail
        chown -R bigbluebutton .
        """
            .formatted(published, failed));
    assertThat(freed("recordings").output()).contains(published).doesNotContain(failed);
    on("cd %s && test -s published/presentation/%s/metadata.xml".formatted(BBB, published));

    assertThat(heal("recording-requeue", "recording", failed))
        .isEqualTo(
            new Report(
                Outcome.DONE,
                "gave process:presentation for " + failed + " to BigBlueButton's queue"));
    await("[ -e %s/recording/status/published/%s-presentation.done ]".formatted(BBB, failed));
    on(
        "cd %1$s && test -s published/presentation/%2$s/metadata.xml && test -s recording/raw/%2$s/audio.wav"
            .formatted(BBB, failed));
    assertThat(heal("recording-requeue", "recording", failed).outcome())
        .isEqualTo(Outcome.NOTHING_TO_DO);
  }

  /** What stands in for BigBlueButton's queue and worker, which leave the same marks. */
  private static void worker() {
    on(
        """
        set -e
        useradd -r bigbluebutton
        s=/usr/local/bigbluebutton/core/scripts
        mkdir -p $s /var/bigbluebutton/queue
        printf '#!/bin/sh\\nexec sh "$@"\\n' >/usr/bin/ruby
        cat >$s/rap-enqueue.rb <<'X'
        q=/var/bigbluebutton/queue
        printf '%s\\n' "$1" >"$q/.$2" && mv "$q/.$2" "$q/$2"
        X
        cat >/usr/local/bin/worker <<'X'
        #!/bin/sh
        cd /var/bigbluebutton/recording
        while :; do
          for job in ../queue/[0-9a-f]*; do
            [ -f "$job" ] || continue
            read -r step <"$job"
            id=${job##*/} format=${step#*:}
            rm -f "status/processed/$id-$format.fail" "status/processed/$id-$format.done"
            rm -rf "process/$format/$id"
            mkdir -p "process/$format/$id" "../published/$format/$id"
            touch "status/processed/$id-$format.done"
            cp "raw/$id/events.xml" "../published/$format/$id/metadata.xml"
            rm "$job"
            touch "status/published/$id-$format.done"
          done
          sleep 0.1
        done
        X
        chmod 755 /usr/bin/ruby /usr/local/bin/worker
        mkdir -p /var/bigbluebutton/recording
        chown -R bigbluebutton /var/bigbluebutton
        systemd-run -q --unit=bbb-rap-resque-worker -p User=bigbluebutton /usr/local/bin/worker
        """);
  }

  @Test
  void aReviewedScriptRunsUntilSomebodyTouchesIt() {
    assertThat(heal(Effect.DRY_RUN, "run-script", "script", "count").output())
        .startsWith("would run count, sha256 ");
    assertThat(heal("run-script", "script", "count"))
        .isEqualTo(
            new Report(Outcome.DONE, "runs count: counts how often it ran (destructive: no)\n1"));
    on("echo 'echo y >>/root/count' >>/usr/local/lib/bbb-fleet/scripts/count");
    Report report = heal("run-script", "script", "count");
    assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.output()).contains("is not what was reviewed");
    assertThat(on("cat /root/count")).isEqualTo("x");
  }
}
