package org.bbbfleet.provisioning.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.incident.HealOrder;
import org.bbbfleet.alerts.incident.Healer;
import org.bbbfleet.alerts.incident.HealerConfig;
import org.bbbfleet.alerts.incident.HealerNeeds;
import org.bbbfleet.alerts.incident.IncidentView;
import org.bbbfleet.alerts.incident.Outside;
import org.bbbfleet.alerts.incident.Safety;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.shell.KnownHosts;
import org.bbbfleet.core.shell.SshOptions;
import org.bbbfleet.core.shell.SshShells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.ChecksumAlgorithm;
import org.bbbfleet.lab.bbb.Meeting;
import org.bbbfleet.lab.freeswitch.FreeSwitchOptions;
import org.bbbfleet.lab.freeswitch.FreeSwitchSimulator;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.hosts.LabSpec;
import org.bbbfleet.lab.scalelite.Backend;
import org.bbbfleet.lab.scalelite.ScaleliteSimulator;
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
 * Drains on real hosts, through the healer's key and the real script: systemd restarts and reboots
 * for real; the healer is ended and started again meanwhile. Only BigBlueButton's API, FreeSWITCH
 * and Scalelite are simulated.
 */
@Tag("system")
@Tag("long")
final class DrainSystemTest {
  private static final Duration AMPLE = Duration.ofSeconds(60);
  private static final Duration A_DRAIN = Duration.ofMinutes(4);
  private static final String SECRET = "drain-secret";

  @TempDir static Path directory;
  private static Vertx vertx;
  private static Lab lab;
  private static LabHost server;
  private static BbbSimulator bbb;
  private static FreeSwitchSimulator freeSwitch;
  private static ScaleliteSimulator scalelite;
  private static List<Host> withHealerKey;
  private static Healer healer;
  private static Store store;

  @BeforeAll
  static void up() throws Exception {
    lab =
        Lab.up(
            LabSpec.of(
                new HostSpec("drain-bbb", Image.BOOKWORM_MEDIA),
                new HostSpec("drain-lb", Image.BOOKWORM_MEDIA)),
            System.out::println);
    server = lab.host("drain-bbb");
    vertx = Vertx.vertx();
    String gateway = lab.gateway();
    bbb = await(BbbSimulator.start(vertx, BbbOptions.loopback(SECRET).at(gateway, 0)));
    freeSwitch =
        await(FreeSwitchSimulator.start(vertx, FreeSwitchOptions.loopback("esl").at(gateway, 0)));
    scalelite =
        await(ScaleliteSimulator.start(vertx, gateway, SECRET, Set.of(ChecksumAlgorithm.SHA256)));
    scalelite.servers(
        Backend.enabled("id-1", gateway, 1, 5), Backend.enabled("id-2", "bbb-2.org", 1, 5));
    furnish();
    provision();
    startHealer();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static void furnish() {
    put(
        server,
        "/etc/bigbluebutton/bbb-web.properties",
        "bigbluebutton.web.serverURL=http://"
            + bbb.apiBase().getAuthority()
            + "\nsecuritySalt="
            + SECRET
            + "\n");
    put(
        server,
        "/etc/freeswitch/autoload_configs/event_socket.conf.xml",
        "<configuration><settings><param name=\"listen-ip\" value=\""
            + lab.gateway()
            + "\"/><param name=\"listen-port\" value=\""
            + freeSwitch.port()
            + "\"/><param name=\"password\" value=\"esl\"/></settings></configuration>\n");
    put(
        server,
        "/etc/systemd/system/bbb-web.service",
        "[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n");
    put(
        server,
        "/etc/systemd/system/boots.service",
        """
        [Service]
        Type=oneshot
        ExecStart=/bin/sh -c 'echo boot >>/var/lib/boots'
        [Install]
        WantedBy=multi-user.target
        """);
    // What the real one does at its core.
    put(
        server,
        "/usr/bin/bbb-conf",
        "#!/bin/sh\necho \"$1\" >>/var/lib/bbb-conf.calls\nsystemctl restart bbb-web.service\n");
    on(
        "chmod 755 /usr/bin/bbb-conf && systemctl daemon-reload && systemctl -q enable boots && "
            + "systemctl -q enable --now bbb-web");
    put(
        lab.host("drain-lb"),
        "/etc/default/scalelite",
        "URL_HOST=not.used.example.org\nLOADBALANCER_SECRET=" + SECRET + "\n");
  }

  private static void put(LabHost host, String file, String text) {
    String coded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    lab.on(
        host, "mkdir -p $(dirname " + file + ") && echo " + coded + " | base64 -d >" + file, AMPLE);
  }

  private static String on(String command) {
    return lab.on(server, command, AMPLE).out().strip();
  }

  private static Host host(LabHost there, Path key, Map<String, List<String>> allow) {
    return new Host(
        there.name(),
        List.of(),
        Map.of(
            "ansible_host",
            there.address(),
            "ansible_port",
            there.port(),
            "ansible_ssh_private_key_file",
            key.toString(),
            "healer_allow",
            allow));
  }

  private static List<Host> hosts(Path key) {
    return List.of(
        host(server, key, Map.of("bbb", List.of("restart", "reboot"))),
        host(
            lab.host("drain-lb"),
            key,
            Map.of("scalelite", List.of("cordon", "url " + scalelite.url()))));
  }

  private static void provision() throws IOException {
    List<Host> asOperator = hosts(lab.privateKey());
    FleetSecrets secrets = new FleetSecrets(directory);
    Fleet fleet =
        new Fleet(
            new Inventory(asOperator, List.of(), List.of()),
            List.of(new HealerRole()),
            secrets,
            StandInBuild.in(directory, "1"),
            new KnownHosts(lab.knownHosts())::lines);
    try (Store runs = Store.open(directory.resolve("runs.db"))) {
      RunReport report =
          new Provisioner(
                  new SshShells(SshOptions.strict(lab.knownHosts())),
                  Leases.in(runs, Clock.systemUTC()),
                  Clock.systemUTC())
              .apply(fleet, asOperator, RunOptions.by("test"), RunListener.NONE);
      assertThat(report.failed()).isEmpty();
    }
    Path key = Files.writeString(directory.resolve("healer"), secrets.healerPrivateKey().reveal());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    withHealerKey = hosts(key);
  }

  private static void startHealer() {
    FleetView fleet =
        new FleetView() {
          @Override
          public Optional<Host> host(String name) {
            return withHealerKey.stream().filter(host -> host.name().equals(name)).findFirst();
          }

          @Override
          public List<Host> hosts() {
            return withHealerKey;
          }

          @Override
          public List<String> roles(String host) {
            return List.of(host.equals("drain-lb") ? "scalelite" : "bigbluebutton");
          }
        };
    store = Store.open(directory.resolve("fleet.db"));
    healer =
        Healer.start(
            new HealerNeeds(
                HealerConfig.standard(new Secret("x")),
                store,
                Safety.of(List.of(), fleet),
                fleet,
                new SshShells(SshOptions.strict(lab.knownHosts())),
                query -> List.of(),
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                Outside.none()),
            vertx);
  }

  private static void stopHealer() {
    healer.close();
    store.close();
  }

  @AfterAll
  static void down() throws Exception {
    if (healer != null) {
      stopHealer();
    }
    if (vertx != null) {
      await(vertx.close());
    }
    if (lab != null) {
      lab.close();
    }
  }

  private static void until(String what, Duration within, BooleanSupplier condition) {
    long end = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + ": " + healer.incidents(1)).isLessThan(end);
      LockSupport.parkNanos(100_000_000);
    }
  }

  private static long order(String then) {
    return healer
        .heal(
            new HealOrder(
                "drain",
                Map.of("deadline", "30m", "then", then, "at_deadline", "give-up", "leave", "1"),
                server.name(),
                "ada",
                "new kernel",
                HealOrder.Kind.GUARDED))
        .incident();
  }

  private static String ended(long id) {
    IncidentView[] seen = new IncidentView[1];
    until(
        "the drain's end",
        A_DRAIN,
        () -> {
          seen[0] = healer.incident(id).orElseThrow().incident();
          return seen[0].state().closed();
        });
    return seen[0].reason() + "\n" + healer.incident(id).orElseThrow().attempts().get(0).output();
  }

  private static String state() {
    return scalelite.servers().get(0).state();
  }

  @Test
  void aHostIsRebootedOnceAndServesAgainAlthoughTheHealerDied() {
    String boot = on("cat /proc/sys/kernel/random/boot_id");
    on("rm -f /var/lib/boots");
    bbb.meetings().add(Meeting.created("lesson", "Lesson", Instant.now()));
    long id = order("reboot");
    until("cordoned", AMPLE, () -> state().equals("cordoned"));
    stopHealer();
    scalelite.poll();
    startHealer();
    assertThat(on("cat /proc/sys/kernel/random/boot_id")).isEqualTo(boot);
    Path cable = Path.of("/sys/class/net", lab.cable(server));
    bbb.meetings().remove("lesson");
    long began = System.nanoTime();
    // systemd-nspawn ends where a machine would begin anew: somebody must press its button.
    until("the host's end", A_DRAIN, () -> !Files.exists(cable));
    lab.power(server).cut();
    lab.power(server).restore();
    assertThat(ended(id)).contains(": done", "takes meetings again");
    System.out.printf(
        "last meeting's end to serving again, by a reboot: %.1f s%n",
        (System.nanoTime() - began) / 1e9);
    assertThat(state()).isEqualTo("enabled");
    assertThat(on("cat /proc/sys/kernel/random/boot_id")).isNotEqualTo(boot);
    until("its unit", AMPLE, () -> on("cat /var/lib/boots || :").equals("boot"));
    assertThat(bbb.meetings().all()).as("the probe's meeting is ended").isEmpty();
  }

  @Test
  void bigBlueButtonIsRestartedOnceAndServesAgain() {
    on("rm -f /var/lib/bbb-conf.calls");
    String before = on("systemctl show --property InvocationID --value bbb-web");
    long began = System.nanoTime();
    assertThat(ended(order("restart"))).contains(": done", "takes meetings again");
    System.out.printf(
        "an empty server, from order to serving again, by a restart: %.1f s%n",
        (System.nanoTime() - began) / 1e9);
    assertThat(on("cat /var/lib/bbb-conf.calls")).isEqualTo("--restart");
    assertThat(on("systemctl show --property InvocationID --value bbb-web")).isNotEqualTo(before);
    assertThat(state()).isEqualTo("enabled");
  }
}
