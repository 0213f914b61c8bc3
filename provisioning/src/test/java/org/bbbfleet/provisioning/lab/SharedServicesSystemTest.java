package org.bbbfleet.provisioning.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.lab.shared.HostServices.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
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
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.shared.HostServices;
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
 * Services as Debian installs them, on hosts that the engine provisioned, through the healer's key:
 * a primary and a standby of PostgreSQL, HAProxy, Redis with its Sentinel, and a control host.
 */
@Tag("system")
@Tag("long")
final class SharedServicesSystemTest {
  private static final Duration AMPLE = Duration.ofMinutes(5);

  @TempDir static Path directory;
  private static Lab lab;
  private static HostActions actions;

  @BeforeAll
  static void up() throws IOException {
    lab =
        Lab.up(
            LabSpec.of(
                new HostSpec("primary", Image.BOOKWORM),
                new HostSpec("standby", Image.BOOKWORM),
                new HostSpec("control", Image.BOOKWORM)),
            System.out::println);
    FleetSecrets secrets = new FleetSecrets(directory);
    List<Host> provisioned = lab.hosts().stream().map(h -> there(h, lab.privateKey())).toList();
    Fleet fleet =
        new Fleet(
            new Inventory(provisioned, List.of(), List.of()),
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
              .apply(fleet, provisioned, RunOptions.by("test"), RunListener.NONE);
      assertThat(report.failed()).isEmpty();
    }
    Path key = Files.writeString(directory.resolve("healer"), secrets.healerPrivateKey().reveal());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    actions =
        new HostActions(
            view(lab.hosts().stream().map(h -> there(h, key)).toList()),
            new SshShells(SshOptions.strict(lab.knownHosts())),
            Effect.REAL);
  }

  @AfterAll
  static void down() {
    if (lab != null) {
      lab.close();
    }
  }

  private static Host there(LabHost host, Path key) {
    Map<String, Object> variables = new TreeMap<>();
    variables.put("ansible_host", host.address());
    variables.put("ansible_port", host.port());
    variables.put("ansible_ssh_private_key_file", key.toString());
    variables.put(
        "healer_allow",
        Map.of(
            "haproxy", List.of("web:*"),
            "redis", List.of("demo"),
            "postgres",
                List.of(HostServices.CLUSTER + " " + lab.host("primary").address() + ":5432")));
    return new Host(host.name(), List.of(), variables);
  }

  private static FleetView view(List<Host> hosts) {
    return new FleetView() {
      @Override
      public Optional<Host> host(String name) {
        return hosts.stream().filter(one -> one.name().equals(name)).findFirst();
      }

      @Override
      public List<Host> hosts() {
        return hosts;
      }

      @Override
      public List<String> roles(String name) {
        return name.equals("control") ? List.of("healer", "serve") : List.of("healer");
      }
    };
  }

  private static String on(String host, String command) {
    Command.Output output = lab.on(lab.host(host), command, AMPLE);
    return (output.out() + output.err()).strip();
  }

  private static void await(String what, String host, String command, String answer) {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    String last = on(host, command);
    while (!last.contains(answer)) {
      assertThat(System.nanoTime()).as("waited too long: %s: %s", what, last).isLessThan(end);
      LockSupport.parkNanos(200_000_000);
      last = on(host, command);
    }
  }

  private static Report heal(String action, Map<String, String> parameters) {
    return actions.run(
        "standby", Catalogue.load().bind(new ActionCall(action, parameters), Map.of()));
  }

  @Test
  void aStandbyIsNotPromotedWhenOnlyTheCableIsPulledAndIsWhenThePrimaryIsDead() {
    HostServices.postgres(lab, lab.host("primary"), lab.host("standby"));
    Map<String, String> cluster = Map.of("cluster", HostServices.CLUSTER);
    assertThat(heal("postgres-failover", cluster).output())
        .contains("receives from its primary, which lives");

    // The primary lives on, unseen.
    String cable = lab.cable(lab.host("primary"));
    Command.of("ip", "link", "set", cable, "down").runFor("pull the cable");
    on("standby", "systemctl restart postgresql@15-main");
    await("it is up again", "standby", sql("select pg_is_in_recovery()"), "t");
    Report unseen = heal("postgres-failover", cluster);
    assertThat(unseen.outcome()).as(unseen.output()).isEqualTo(Outcome.REFUSED);
    assertThat(unseen.output()).contains("is not certainly dead: ").contains("the second host: ");
    System.out.println(unseen.output());
    Command.of("ip", "link", "set", cable, "up").runFor("plug the cable");

    on("primary", "systemctl kill -s KILL postgresql@15-main; systemctl stop postgresql@15-main");
    Report done = heal("postgres-failover", cluster);
    assertThat(done.outcome()).as(done.output()).isEqualTo(Outcome.DONE);
    assertThat(done.output()).contains("as seen from two hosts").contains("promoted 15-main");
    System.out.println(done.output());
    assertThat(on("standby", sql("insert into booked values (2) returning room"))).isEqualTo("2");
    assertThat(on("standby", sql("select count(*) from booked"))).isEqualTo("2");
  }

  @Test
  void aServerThatAnswersNonsenseIsTakenOutOfHaproxy() {
    HostServices.haproxy(lab, lab.host("standby"));
    on("standby", "lab-server a 500 nonsense");
    await("it is felt", "standby", "lab-ask", "nonsense well-b");
    Map<String, String> server = Map.of("backend", "web", "server", "a");
    Report out = heal("haproxy-server-out", server);
    assertThat(out.outcome()).as(out.output()).isEqualTo(Outcome.DONE);
    assertThat(on("standby", "lab-ask")).isEqualTo("well-b");
    assertThat(heal("haproxy-server-out", Map.of("backend", "web", "server", "b")).outcome())
        .isEqualTo(Outcome.REFUSED);
    assertThat(heal("haproxy-server-in", server).outcome()).isEqualTo(Outcome.DONE);
    System.out.println(out.output());
  }

  @Test
  void aRedisWhoseDiskIsGoneIsFailedOver() {
    HostServices.redis(lab, lab.host("standby"));
    on(
        "standby",
        "redis-cli SET before 1; chown root:root /var/lib/redis; chmod 0700 /var/lib/redis");
    on("standby", "redis-cli BGSAVE");
    await("it takes no writes", "standby", "redis-cli SET x 1", "MISCONF");
    Report done = heal("redis-failover", Map.of("name", "demo"));
    assertThat(done.outcome()).as(done.output()).isEqualTo(Outcome.DONE);
    System.out.println(done.output());
    assertThat(on("standby", "redis-cli -p 6380 SET x 1")).isEqualTo("OK");
    assertThat(on("standby", "redis-cli -p 6380 GET before")).isEqualTo("1");
  }
}
