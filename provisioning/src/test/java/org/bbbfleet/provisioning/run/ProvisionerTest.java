package org.bbbfleet.provisioning.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.restart;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.role.Declaration.role;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.Shells;
import org.bbbfleet.core.store.LeaseHolder;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.facts.HostSize;
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.testing.TestHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs with real shells, on hosts that are directories of this machine. */
class ProvisionerTest {
  @TempDir Path directory;
  private TestHost machine;
  private Store store;
  private Leases leases;
  private final AtomicInteger scripts = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();

  @BeforeEach
  void open() {
    machine = new TestHost(directory);
    store = Store.open(directory.resolve("store/fleet.db"));
    leases = Leases.in(store, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    store.close();
    machine.close();
  }

  private HostSize minimum = HostSize.of(0, 0, 0);

  private static final Variable<String> TEXT =
      Variable.text("text", "what stands in the file").byDefault("x", "x");
  private static final Variable<String> WATCHED =
      Variable.text("watched", "the unit").byDefault("small.service", "small.service");

  private static final Variable<Duration> WITHIN =
      Variable.duration("within", "20s", "how long it may take to be well");

  /** A role with one file and one unit, so that each host has a file of its own. */
  private final class SmallRole implements Role {
    @Override
    public String name() {
      return "small";
    }

    @Override
    public List<String> groups() {
      return List.of("all");
    }

    @Override
    public List<Variable<?>> variables() {
      return List.of(TEXT, WATCHED, WITHIN);
    }

    @Override
    public Optional<HostSize> minimum(Placement placement) {
      return Optional.of(minimum);
    }

    @Override
    public Declaration on(HostView host) {
      HostFile conf =
          file(machine.path(host.host().name() + ".conf"), host.get(TEXT) + "\n")
              .owner(machine.user())
              .group(machine.group())
              .then(restart("small.service"));
      return role("small")
          .needs(conf, unit("small.service"))
          .wellWithin(host.get(WITHIN))
          .watchedBy(Watched.unit(host.get(WATCHED)));
    }
  }

  private final Shells shells =
      host -> {
        connections.incrementAndGet();
        if (host.name().equals("gone")) {
          throw new FleetException(ErrorCategory.UNREACHABLE, "gone: no route");
        }
        return new Counting(new LocalShell(host.name()));
      };

  /** Counts the scripts of a shell. */
  private final class Counting implements Shell {
    private final Shell shell;

    Counting(Shell shell) {
      this.shell = shell;
    }

    @Override
    public String host() {
      return shell.host();
    }

    @Override
    public Result run(Script script) {
      scripts.incrementAndGet();
      return shell.run(script);
    }

    @Override
    public Result command(String commandLine, Duration timeout) {
      return shell.command(commandLine, timeout);
    }

    @Override
    public void upload(Path local, String remotePath, String mode, Duration timeout) {
      shell.upload(local, remotePath, mode, timeout);
    }

    @Override
    public void close() {
      shell.close();
    }
  }

  private static Host host(String name, Map<String, Object> variables) {
    return new Host(name, List.of(), variables);
  }

  private Fleet fleet(Host... hosts) {
    Artifact archive = new Artifact(Path.of("fleet-1.tar.gz"), "ab".repeat(32));
    return new Fleet(
        new Inventory(List.of(hosts), List.of(), List.of()),
        List.of(new SmallRole()),
        new FleetSecrets(directory),
        new Artifacts(archive, Map.of()),
        host -> List.of("known"));
  }

  private RunReport run(RunReport.Kind kind, Fleet fleet, RunOptions options) {
    Provisioner provisioner = new Provisioner(shells, leases, Clock.systemUTC(), machine.layout());
    return kind == RunReport.Kind.PLAN
        ? provisioner.plan(fleet, fleet.inventory().hosts(), options, RunListener.NONE)
        : provisioner.apply(fleet, fleet.inventory().hosts(), options, RunListener.NONE);
  }

  @Test
  void theFirstRunChangesAndTheSecondCostsOneConnectionAndOneScript() {
    machine.unit("small.service", "inactive");
    Fleet fleet = fleet(host("a", Map.of()));

    RunReport first = run(RunReport.Kind.APPLY, fleet, RunOptions.by("me"));

    HostReport a = first.hosts().get(0);
    assertThat(a.failure()).isEmpty();
    assertThat(a.state()).isEqualTo(HostReport.State.CHANGED);
    assertThat(a.changed()).isEqualTo(2);
    assertThat(a.signalsWell()).containsExactly("unit×1");
    assertThat(directory.resolve("a.conf")).hasContent("x");

    scripts.set(0);
    connections.set(0);
    RunReport second = run(RunReport.Kind.APPLY, fleet, RunOptions.by("me"));

    assertThat(second.hosts().get(0).state()).isEqualTo(HostReport.State.OK);
    assertThat(second.changes()).isZero();
    assertThat(second.hosts().get(0).signalsWell()).containsExactly("unit×1");
    assertThat(connections.get()).isEqualTo(1);
    assertThat(scripts.get()).isEqualTo(1);
    assertThat(leases.all()).isEmpty();
  }

  @Test
  void aPlanSaysEverythingAndChangesNothing() {
    machine.write("a.conf", "old\n");
    machine.unit("small.service", "active");

    RunReport plan =
        run(
            RunReport.Kind.PLAN,
            fleet(host("a", Map.of("text", "new"))),
            RunOptions.by("me").showingDiff());

    HostReport a = plan.hosts().get(0);
    assertThat(a.state()).isEqualTo(HostReport.State.PLANNED);
    assertThat(a.changes().get(0).diff()).contains("-old\n+new\n");
    assertThat(a.changes().get(0).then()).containsExactly("restart small.service");
    assertThat(a.changes().get(0).outcome()).isEqualTo(ChangeReport.Outcome.PLANNED);
    assertThat(directory.resolve("a.conf")).hasContent("old");
    assertThat(machine.systemctl()).isEmpty();
    assertThat(machine.pending()).isEmpty();
  }

  @Test
  void aHostThatIsTooSmallIsSaidOrLeftAsItIs() {
    machine.unit("small.service", "active");
    machine.program("nproc", "echo 1");
    minimum = HostSize.of(2, 0, 0);
    List<String> said = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void warned(Host host, String message) {
            said.add(message);
          }
        };
    Provisioner provisioner = new Provisioner(shells, leases, Clock.systemUTC(), machine.layout());
    for (String wish : List.of("warn", "off", "fail")) {
      Fleet fleet = fleet(host(wish, Map.of("fleet_size_check", wish)));
      HostReport report =
          provisioner
              .apply(fleet, fleet.inventory().hosts(), RunOptions.by("me"), listener)
              .hosts()
              .get(0);
      assertThat(Files.exists(directory.resolve(wish + ".conf"))).isEqualTo(!wish.equals("fail"));
      assertThat(report.failure())
          .isEqualTo(
              wish.equals("fail")
                  ? "fail is smaller than its roles need (small): 1 of 2 cores. Nothing was changed"
                      + " there. fleet_size_check=warn goes on nevertheless."
                  : "");
    }
    assertThat(said).containsExactly("warn is smaller than its roles need (small): 1 of 2 cores.");
  }

  @Test
  void aHostThatFailsDoesNotStopTheOthers() {
    machine.unit("small.service", "inactive");
    RunReport report =
        run(
            RunReport.Kind.APPLY,
            fleet(host("gone", Map.of()), host("b", Map.of())),
            RunOptions.by("me").forks(1));

    assertThat(report.hosts())
        .extracting(HostReport::state)
        .containsExactly(HostReport.State.FAILED, HostReport.State.CHANGED);
    assertThat(report.hosts().get(0).failure()).isEqualTo("gone: no route");
    assertThat(report.hosts().get(0).advice()).contains("--limit gone");
    assertThat(directory.resolve("b.conf")).exists();
  }

  @Test
  void aHostThatSomebodyElseWorksOnIsLeftAlone() {
    String other = LeaseHolder.here("healer-1");
    leases.take("a", other, "heal incident 7", Duration.ofMinutes(1));

    RunReport report = run(RunReport.Kind.APPLY, fleet(host("a", Map.of())), RunOptions.by("me"));

    assertThat(report.hosts().get(0).failure())
        .contains("heal incident 7")
        .contains("Nothing was changed");
    assertThat(directory.resolve("a.conf")).doesNotExist();
    assertThat(scripts.get()).isZero();
    assertThat(leases.holder("a").orElseThrow().holder()).isEqualTo(other);
  }

  @Test
  void aHostWhoseSignalsAreNotWellHasFailed() {
    machine.unit("small.service", "active");
    List<String> told = new ArrayList<>();
    Fleet fleet = fleet(host("a", Map.of("watched", "other.service", "within", "0s")));
    Provisioner provisioner = new Provisioner(shells, leases, Clock.systemUTC(), machine.layout());

    RunReport report =
        provisioner.apply(
            fleet,
            fleet.inventory().hosts(),
            RunOptions.by("me"),
            new RunListener() {
              @Override
              public void finished(HostReport host) {
                told.add(host.host() + " " + host.state());
              }
            });

    assertThat(report.failed()).hasSize(1);
    assertThat(report.failed().get(0).failure())
        .isEqualTo("a: not well: small after 0 s: unit other.service is not there");
    assertThat(told).containsExactly("a FAILED");
  }
}
