package org.bbbfleet.provisioning.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.restart;
import static org.bbbfleet.provisioning.resource.Resources.run;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.resource.Resources.unitFile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.resource.Resource;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.Provisioner;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real host, and runs that are killed between a change and its handlers: on the host, and on the
 * operator's machine. The next run owes what was left, and does it once.
 */
@Tag("system")
final class KilledRunsSystemTest {
  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final Path REACHED = Path.of("/run/reached");

  @TempDir static Path directory;
  private static Lab lab;
  private static Store store;

  @BeforeAll
  static void up() {
    lab = Lab.up(LabSpec.of(new HostSpec("killed", Image.BOOKWORM)), System.out::println);
    store = Store.open(directory.resolve("fleet.db"));
  }

  @AfterAll
  static void down() {
    if (store != null) {
      store.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  @BeforeEach
  void firstRun() {
    on("rm -f /etc/one /etc/two /run/blocked " + REACHED);
    RunReport first = apply(fleet(true), RunListener.NONE);
    assertThat(first.failed()).isEmpty();
    on("rm /etc/one /etc/two /run/ran; touch /run/blocked");
  }

  /** A service and two files that it reads; the second is judged by what a test makes hang. */
  private static final class SmallRole implements Role {
    private final boolean whole;

    SmallRole(boolean whole) {
      this.whole = whole;
    }

    @Override
    public String name() {
      return "small";
    }

    @Override
    public List<String> groups() {
      return List.of("all");
    }

    @Override
    public Declaration on(HostView host) {
      List<Resource> resources = new ArrayList<>();
      resources.add(
          unitFile(
              "small.service",
              "[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n"));
      resources.add(unit("small.service"));
      if (whole) {
        resources.add(
            file("/etc/one", "1")
                .then(restart("small.service"), run("note", "sh", "-c", "echo ran >>/run/ran")));
        resources.add(
            file("/etc/two", "2")
                .acceptedBy(
                    "sh", "-c", "[ ! -e /run/blocked ] || { touch " + REACHED + "; sleep 600; }"));
      }
      return Declaration.role("small").needs(resources);
    }
  }

  private static Fleet fleet(boolean whole) {
    LabHost host = lab.hosts().get(0);
    Map<String, Object> variables = new TreeMap<>();
    variables.put("ansible_host", host.address());
    variables.put("ansible_port", host.port());
    variables.put("ansible_user", "root");
    variables.put("ansible_ssh_private_key_file", lab.privateKey().toString());
    KnownHosts known = new KnownHosts(lab.knownHosts());
    return new Fleet(
        new Inventory(List.of(new Host(host.name(), List.of(), variables)), List.of(), List.of()),
        List.of(new SmallRole(whole)),
        new FleetSecrets(directory),
        new Artifacts(new Artifact(Path.of("none"), "0".repeat(64)), Map.of()),
        known::lines);
  }

  private static RunReport apply(Fleet fleet, RunListener listener) {
    return new Provisioner(
            new SshShells(SshOptions.strict(lab.knownHosts())),
            Leases.in(store, Clock.systemUTC()),
            Clock.systemUTC())
        .apply(fleet, fleet.inventory().hosts(), RunOptions.by("test"), listener);
  }

  private static String on(String command) {
    return lab.on(lab.hosts().get(0), command, SHORT).out().strip();
  }

  private static void awaitReached() {
    on(
        "n=0; until [ -e "
            + REACHED
            + " ]; do n=$((n+1)); [ $n -lt 250 ] || exit 1; sleep 0.1; done");
  }

  private static String started() {
    return on("systemctl show -p ExecMainStartTimestampMonotonic --value small.service");
  }

  private static void assertOwedAndDoneOnce(Fleet next, String startedBefore) {
    assertThat(on("ls /var/lib/bbb-fleet/pending-handlers"))
        .isEqualTo("restart:small.service\nrun:note");
    assertThat(started()).isEqualTo(startedBefore);
    on("rm -f /run/blocked; test -e /etc/one; test ! -e /etc/two");

    RunReport report = apply(next, RunListener.NONE);

    assertThat(report.failed()).isEmpty();
    assertThat(report.hosts().get(0).changes())
        .extracting(Object::toString)
        .contains(
            "! run note   owed by an earlier run",
            "! restart small.service   owed by an earlier run");
    assertThat(on("cat /run/ran")).isEqualTo("ran");
    assertThat(started()).isNotEqualTo(startedBefore);
    assertThat(on("ls /var/lib/bbb-fleet/pending-handlers")).isEmpty();
    assertThat(apply(next, RunListener.NONE).hosts().get(0).state()).isEqualTo(HostReport.State.OK);
  }

  @Test
  void theHostsShellIsKilledBetweenAChangeAndItsHandlers() throws Exception {
    String before = started();
    Thread killer =
        new Thread(
            () -> {
              awaitReached();
              // The script's shell and all others, the one that says this included.
              on("for p in $(pgrep -x sh); do kill -KILL $p 2>/dev/null || :; done");
            });
    killer.start();
    RunReport report = apply(fleet(true), RunListener.NONE);
    killer.join();
    assertThat(report.failed()).hasSize(1);
    assertOwedAndDoneOnce(fleet(true), before);
  }

  @Test
  void theRoleThatOwesIsGoneFromTheHostAfterwards() throws Exception {
    String before = started();
    Thread killer =
        new Thread(
            () -> {
              awaitReached();
              on("for p in $(pgrep -x sh); do kill -KILL $p 2>/dev/null || :; done");
            });
    killer.start();
    apply(fleet(true), RunListener.NONE);
    killer.join();
    assertOwedAndDoneOnce(fleet(false), before);
  }

  @Test
  void theFleetIsKilledBetweenAChangeAndItsHandlers() throws Exception {
    String before = started();
    Path log = directory.resolve("fleet.log");
    Process fleet =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledRunsSystemTest.class.getName(),
                lab.hosts().get(0).address(),
                Integer.toString(lab.hosts().get(0).port()),
                lab.privateKey().toString(),
                lab.knownHosts().toString(),
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    awaitReached();
    assertThat(fleet.isAlive()).as(Files.readString(log)).isTrue();
    fleet.destroyForcibly();
    assertThat(fleet.waitFor(30, TimeUnit.SECONDS)).isTrue();
    // What hangs on the host ends, and with it the script that nobody listens to any more.
    on("rm /run/blocked; for p in $(pgrep -f '[s]leep 600'); do kill -KILL $p || :; done");
    assertThat(Leases.in(store, Clock.systemUTC()).holder("killed")).isPresent();
    RunReport report = apply(fleet(true), RunListener.NONE);
    assertThat(report.failed()).isEmpty();
    assertThat(started()).isNotEqualTo(before);
    assertThat(on("sort -u /run/ran; cat /etc/one /etc/two")).isEqualTo("ran\n12");
    assertThat(on("ls /var/lib/bbb-fleet/pending-handlers")).isEmpty();
    assertThat(apply(fleet(true), RunListener.NONE).hosts().get(0).state())
        .isEqualTo(HostReport.State.OK);
  }

  /** The fleet that is killed: address, port, key, known hosts, directory. */
  public static void main(String[] arguments) {
    // The store of whoever runs next, as on an operator's machine.
    Path state = Path.of(arguments[4]);
    Map<String, Object> variables = new TreeMap<>();
    variables.put("ansible_host", arguments[0]);
    variables.put("ansible_port", Integer.parseInt(arguments[1]));
    variables.put("ansible_user", "root");
    variables.put("ansible_ssh_private_key_file", arguments[2]);
    KnownHosts known = new KnownHosts(Path.of(arguments[3]));
    Fleet fleet =
        new Fleet(
            new Inventory(List.of(new Host("killed", List.of(), variables)), List.of(), List.of()),
            List.of(new SmallRole(true)),
            new FleetSecrets(state),
            new Artifacts(new Artifact(Path.of("none"), "0".repeat(64)), Map.of()),
            known::lines);
    try (Store own = Store.open(state.resolve("fleet.db"))) {
      System.out.println(
          new Provisioner(
                  new SshShells(SshOptions.strict(Path.of(arguments[3]))),
                  Leases.in(own, Clock.systemUTC()),
                  Clock.systemUTC())
              .apply(fleet, fleet.inventory().hosts(), RunOptions.by("test"), RunListener.NONE));
    }
  }
}
