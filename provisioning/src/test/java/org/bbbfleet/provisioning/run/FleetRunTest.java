package org.bbbfleet.provisioning.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.once;
import static org.bbbfleet.provisioning.resource.Resources.restart;
import static org.bbbfleet.provisioning.resource.Resources.waitFor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.core.shell.Shells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.resource.Resource;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.signal.Probe;
import org.bbbfleet.provisioning.testing.TestHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs on several hosts: batches, failures, roles, stopping, plans that are kept, once in a fleet.
 */
class FleetRunTest {
  @TempDir Path directory;
  private TestHost machine;
  private Store store;
  private Leases leases;
  private String secret = "s3cret-one";
  private final List<String> begun = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void open() {
    machine = new TestHost(directory);
    // Refuses files that say so, and may be told to do something first.
    machine.program(
        "checker",
        "[ ! -e " + directory + "/hook ] || . " + directory + "/hook; ! grep -q bad \"$1\"");
    store = Store.open(directory.resolve("store/fleet.db"));
    leases = Leases.in(store, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    store.close();
    machine.close();
  }

  private final class TestRole implements Role {
    private final String name;

    TestRole(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<String> groups() {
      return List.of(name);
    }

    @Override
    public Declaration on(HostView host) {
      Resource own =
          mine(name + "-" + host.host().name(), host.host().name().startsWith("bad") ? "bad" : "x")
              .acceptedBy("checker", "{}")
              .then(restart(name + ".service"));
      List<Resource> resources = new ArrayList<>(List.of(own));
      if (name.equals("ca")) {
        resources.add(once("the CA", mine("ca-" + host.host().name() + ".key", secret).secret()));
      }
      if (name.equals("waits")) {
        resources.add(0, waitFor(new Probe.Running("flap.service")));
      }
      return Declaration.role(name).needs(resources).wellWithin(Duration.ZERO);
    }
  }

  private HostFile mine(String name, String content) {
    return file(machine.path(name), content).owner(machine.user()).group(machine.group());
  }

  private Fleet fleet(String... hosts) {
    return fleet(List.of("web", "ca"), hosts);
  }

  private Fleet fleet(List<String> groups, String... hosts) {
    List<Host> all = Stream.of(hosts).map(name -> new Host(name, groups, Map.of())).toList();
    Artifact archive = new Artifact(Path.of("fleet-1.tar.gz"), "ab".repeat(32));
    return new Fleet(
        new Inventory(all, List.of(), List.of()),
        List.of(
            new TestRole("web"), new TestRole("ca"), new TestRole("waits"), new TestRole("serve")),
        new FleetSecrets(directory),
        new Artifacts(archive, Map.of()),
        host -> List.of("known"));
  }

  private RunReport run(RunReport.Kind kind, Fleet fleet, RunOptions options) {
    return run(kind, fleet, options, new RunControl());
  }

  private RunReport run(RunReport.Kind kind, Fleet fleet, RunOptions options, RunControl control) {
    Provisioner provisioner =
        new Provisioner(
            host -> {
              begun.add(host.name());
              return new LocalShell(host.name());
            },
            leases,
            OnceMarks.in(store),
            Clock.systemUTC(),
            machine.layout());
    return provisioner.run(
        kind, fleet, fleet.inventory().hosts(), options, RunListener.NONE, control);
  }

  private static RunOptions web() {
    return RunOptions.by("me").roles(List.of("web"));
  }

  private List<ChangeReport> look(String state) {
    machine.unit("flap.service", state);
    RunOptions options = RunOptions.by("me").roles(List.of("waits"));
    return run(RunReport.Kind.PLAN, fleet(List.of("waits"), "a"), options).hosts().get(0).changes();
  }

  private static List<HostReport.State> states(RunReport report) {
    return report.hosts().stream().map(HostReport::state).toList();
  }

  @Test
  void aBatchInWhichAHostFailsIsTheLastOne() {
    RunReport report =
        run(
            RunReport.Kind.APPLY,
            fleet("a", "bad", "b", "c", "d"),
            web().serial(Serial.parse("1,2")).forks(1));

    assertThat(states(report))
        .containsExactly(
            HostReport.State.CHANGED,
            HostReport.State.FAILED,
            HostReport.State.NOT_STARTED,
            HostReport.State.NOT_STARTED,
            HostReport.State.NOT_STARTED);
    assertThat(begun).containsExactly("a", "bad");
    assertThat(report.state()).isEqualTo(RunState.STOPPED);
    assertThat(report.stopped()).isEqualTo("a host failed");
    assertThat(report.hosts().get(4).advice()).isEqualTo("a host failed");
  }

  @Test
  void asManyAsAreToleratedMayFail() {
    Fleet fleet = fleet("bad1", "a", "bad2", "b", "bad3", "c");
    RunReport one = run(RunReport.Kind.APPLY, fleet, web().maxFail(Share.parse("1")).forks(1));
    assertThat(begun).containsExactly("bad1", "a", "bad2");
    assertThat(one.in(HostReport.State.NOT_STARTED)).hasSize(3);
    begun.clear();

    run(RunReport.Kind.APPLY, fleet, web().maxFail(Share.parse("50%")).forks(1));
    assertThat(begun).hasSize(6);
    begun.clear();

    RunReport any = run(RunReport.Kind.APPLY, fleet, web().forks(1));
    assertThat(begun).hasSize(6);
    assertThat(any.state()).isEqualTo(RunState.FAILED);
  }

  @Test
  void someRolesOnly() {
    Fleet fleet = fleet("a");
    RunReport report = run(RunReport.Kind.APPLY, fleet, web());
    assertThat(report.hosts().get(0).roles()).containsExactly("web");
    assertThat(report.hosts().get(0).changes())
        .extracting(ChangeReport::role)
        .containsExactly("web");
    assertThat(directory.resolve("web-a")).exists();
    assertThat(directory.resolve("ca-a")).doesNotExist();

    assertThatThrownBy(
            () -> run(RunReport.Kind.PLAN, fleet, RunOptions.by("me").roles(List.of("wep"))))
        .isInstanceOf(FleetException.class)
        .hasMessage("there is no role wep. Did you mean web?");
  }

  @Test
  void whatOtherRolesAreOwedIsSaidAndLeft() throws IOException {
    Files.createDirectories(Path.of(machine.layout().pending()));
    Files.createFile(Path.of(machine.layout().pending(), "restart:ca.service"));
    RunReport report = run(RunReport.Kind.APPLY, fleet("a"), web());
    assertThat(report.hosts().get(0).waiting()).containsExactly("restart ca.service");
    assertThat(machine.pending()).containsExactly("restart:ca.service");

    RunReport all = run(RunReport.Kind.APPLY, fleet("a"), RunOptions.by("me"));
    assertThat(all.hosts().get(0).failure()).isEmpty();
    assertThat(machine.pending()).isEmpty();
  }

  @Test
  void aStoppedRunBeginsNoOtherHost() throws IOException {
    RunControl control = new RunControl();
    control.stop("Ctrl-C");
    RunReport report = run(RunReport.Kind.APPLY, fleet("a", "b"), web(), control);
    assertThat(begun).isEmpty();
    assertThat(report.state()).isEqualTo(RunState.STOPPED);
    assertThat(report.stopped()).isEqualTo("Ctrl-C");
    assertThat(report.in(HostReport.State.NOT_STARTED)).hasSize(2);
    assertThat(leases.all()).isEmpty();
  }

  @Test
  void aRunThatIsStoppedAtOnceEndsTheScriptAndGivesBackItsLeases() throws Exception {
    Path reached = directory.resolve("reached");
    Files.writeString(directory.resolve("hook"), "touch " + reached + "; sleep 600");
    RunControl control = new RunControl();
    Thread stopper =
        new Thread(
            () -> {
              long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
              while (!Files.exists(reached) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
              }
              control.abort("Ctrl-C");
            });
    stopper.start();
    RunReport report = run(RunReport.Kind.APPLY, fleet("a"), web(), control);
    stopper.join();

    assertThat(states(report)).containsExactly(HostReport.State.STOPPED);
    assertThat(report.took()).isLessThan(Duration.ofSeconds(60));
    assertThat(leases.all()).isEmpty();
    assertThat(directory.resolve("web-a")).doesNotExist();
    assertThat(machine.pending()).containsExactly("restart:web.service");

    Files.delete(directory.resolve("hook"));
    RunReport next = run(RunReport.Kind.APPLY, fleet("a"), web());
    assertThat(states(next)).containsExactly(HostReport.State.CHANGED);
    assertThat(machine.pending()).isEmpty();
  }

  private static Fleet strangers(Fleet fleet, List<Host> hosts) {
    return new Fleet(
        new Inventory(hosts, List.of(), List.of()),
        fleet.roles(),
        fleet.secrets(),
        new Artifacts(new Artifact(Path.of("none"), "0".repeat(64)), Map.of()),
        host -> List.of());
  }

  @Test
  @Timeout(60)
  void aRunThatIsStoppedAtOnceWhileItMeetsStrangersEndsAtOnce() {
    List<Host> hosts =
        Stream.of("a", "b", "c").map(n -> new Host(n, List.of("serve"), Map.of())).toList();
    RunControl control = new RunControl();
    CountDownLatch never = new CountDownLatch(1);
    List<String> met = Collections.synchronizedList(new ArrayList<>());
    Shells slow =
        host -> {
          met.add(host.name());
          control.abort("Ctrl-C");
          // A host that does not answer: no interruption ends that.
          while (never.getCount() > 0) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
          }
          throw new FleetException(ErrorCategory.UNREACHABLE, "no answer");
        };
    try {
      RunReport report =
          new Provisioner(slow, leases, Clock.systemUTC(), machine.layout())
              .run(
                  RunReport.Kind.PLAN,
                  strangers(fleet("x"), hosts),
                  hosts,
                  RunOptions.by("me").forks(1),
                  RunListener.NONE,
                  control);
      assertThat(report.in(HostReport.State.NOT_STARTED)).hasSize(3);
      assertThat(met).containsExactly("a");
    } finally {
      never.countDown();
    }
  }

  @Test
  void strangersAreMetWhenTheTurnOfTheServicesHostComes() {
    List<Host> hosts =
        List.of(
            new Host("bad", List.of("web"), Map.of()),
            new Host("s", List.of("serve"), Map.of()),
            new Host("later", List.of("web"), Map.of()));
    List<String> met = Collections.synchronizedList(new ArrayList<>());
    Shells shells =
        host -> {
          met.add(host.name());
          return new LocalShell(host.name());
        };
    Provisioner provisioner = new Provisioner(shells, leases, Clock.systemUTC(), machine.layout());
    Fleet fleet = strangers(fleet("x"), hosts);
    RunOptions one = RunOptions.by("me").serial(Serial.parse("1")).forks(1);

    RunReport stopped = provisioner.apply(fleet, hosts, one, RunListener.NONE);
    assertThat(stopped.in(HostReport.State.NOT_STARTED)).hasSize(2);
    assertThat(met).containsExactly("bad");

    met.clear();
    provisioner.plan(fleet, hosts.subList(1, 3), one, RunListener.NONE);
    assertThat(met).containsExactly("s", "later", "s", "later");
  }

  @Test
  void aLeaseThatIsLostInTheMiddleStopsBeforeTheNextScript() throws IOException {
    // The first script of the CA's role ends before the once-step, whose script is another one.
    Files.writeString(directory.resolve("hook"), "rm " + directory.resolve("lease"));
    Files.createFile(directory.resolve("lease"));
    Leases own = leases;
    leases =
        new Leases() {
          @Override
          public boolean take(String host, String holder, String purpose, Duration length) {
            return (!host.equals("a") || Files.exists(directory.resolve("lease")))
                && own.take(host, holder, purpose, length);
          }

          @Override
          public void release(String host, String holder) {
            own.release(host, holder);
          }

          @Override
          public List<Lease> all() {
            return own.all();
          }
        };
    RunReport report =
        run(RunReport.Kind.APPLY, fleet("a"), RunOptions.by("me").roles(List.of("ca")));
    assertThat(report.failed().get(0).failure()).contains("the lease was lost to somebody else");
    assertThat(directory.resolve("ca-a")).exists();
    assertThat(directory.resolve("ca-a.key")).doesNotExist();
    assertThat(machine.pending()).containsExactly("restart:ca.service");
  }

  @Test
  void oneHostDoesWhatHappensOnceAndTheOthersDoNot() throws IOException {
    // One after another: these hosts are one directory. OnceTest has them at once.
    RunOptions options = RunOptions.by("me").roles(List.of("ca")).forks(1);
    RunReport report = run(RunReport.Kind.APPLY, fleet("a", "b", "c"), options);

    assertThat(report.failed()).isEmpty();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(f -> f.toString().endsWith(".key"))).hasSize(1);
    }
    assertThat(report.hosts()).extracting(HostReport::changed).containsExactly(2, 1, 1);
    RunReport again = run(RunReport.Kind.APPLY, fleet("a", "b", "c"), options);
    assertThat(again.changes()).isZero();
    assertThat(leases.all()).isEmpty();
  }

  @Test
  void aSavedPlanIsCarriedOutExactlyOrNotAtAll() throws IOException {
    Fleet fleet = fleet("a", "b", "c");
    Files.writeString(directory.resolve("web-b"), "old");
    RunReport look = run(RunReport.Kind.PLAN, fleet, RunOptions.by("me"));
    Path file = directory.resolve("plan.json");
    SavedPlan.of(look, fleet).write(file);

    assertThat(Files.readString(file)).doesNotContain("s3cret").doesNotContain("base64");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    SavedPlan plan = SavedPlan.read(file);
    assertThat(plan.sameInventory(fleet)).isTrue();
    assertThat(plan.sameInventory(fleet("a", "b"))).isFalse();

    // On b somebody repaired it by hand, on c there is something new.
    Files.writeString(directory.resolve("web-b"), "x");
    Files.setPosixFilePermissions(
        directory.resolve("web-b"), PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(directory.resolve("web-c"), "new");
    RunReport report = run(RunReport.Kind.APPLY, fleet, RunOptions.by("me").approved(plan));

    assertThat(report.hosts().get(0).failure()).isEmpty();
    assertThat(report.hosts().get(1).failure())
        .contains("no longer as it was planned for, so nothing was done here")
        .contains("no longer to be done: ~ file " + machine.path("web-b"));
    assertThat(report.hosts().get(2).failure())
        .contains("planned + file " + machine.path("web-c") + ", now ~ file");
    assertThat(directory.resolve("web-c")).hasContent("new");
    assertThat(directory.resolve("ca-b")).doesNotExist();
  }

  @Test
  void howAThingStandsAtTheMomentDoesNotMakeAPlanAnother() {
    List<ChangeReport> failed = look("failed");
    List<ChangeReport> starting = look("activating");
    List<ChangeReport> active = look("active");
    assertThat(failed.get(0).detail()).startsWith("is failed");
    assertThat(starting.get(0).detail()).startsWith("is activating");
    assertThat(active).hasSize(1);
    for (List<ChangeReport> before : List.of(failed, starting, active)) {
      SavedPlan plan = saved(before);
      for (List<ChangeReport> now : List.of(failed, starting, active)) {
        assertThat(plan.differences("a", now)).isEmpty();
      }
      assertThat(plan.differences("a", List.of())).hasSize(1);
    }
  }

  @Test
  void aPlanNamesTheHostsThatCouldNotBePlanned() {
    Fleet fleet = fleet("a", "b");
    RunControl control = new RunControl();
    control.stop("Ctrl-C");
    SavedPlan none = SavedPlan.of(run(RunReport.Kind.PLAN, fleet, web(), control), fleet);
    assertThat(none.hosts()).isEmpty();
    Path file = directory.resolve("none.plan");
    none.write(file);
    assertThat(SavedPlan.read(file).unplanned()).containsExactly("a", "b");
    assertThat(SavedPlan.of(run(RunReport.Kind.PLAN, fleet, web()), fleet).unplanned()).isEmpty();
  }

  private SavedPlan saved(List<ChangeReport> changes) {
    HostReport host =
        new HostReport(
            "a",
            List.of(),
            HostReport.State.PLANNED,
            changes,
            List.of(),
            List.of(),
            "",
            "",
            Duration.ZERO);
    RunRequest request =
        new RunRequest(
            "1",
            RunReport.Kind.PLAN,
            "me",
            "",
            "",
            List.of(),
            Clock.systemUTC().instant(),
            List.of("a"));
    return SavedPlan.of(RunReport.of(request, "", Duration.ZERO, List.of(host)), fleet("a"));
  }

  @Test
  void aSecretThatChangedSinceThePlanIsNoticedWithoutBeingTold() {
    Fleet fleet = fleet("a");
    SavedPlan plan = SavedPlan.of(run(RunReport.Kind.PLAN, fleet, RunOptions.by("me")), fleet);
    secret = "s3cret-two";
    RunReport report = run(RunReport.Kind.APPLY, fleet, RunOptions.by("me").approved(plan));
    assertThat(report.failed().get(0).failure())
        .contains("another content than planned: + file " + machine.path("ca-a.key"))
        .doesNotContain("s3cret");
    assertThat(directory.resolve("web-a")).doesNotExist();
  }

  @Test
  void whatIsNoPlanIsRefused() throws IOException {
    Path file = directory.resolve("x.json");
    assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageContaining("there is no plan");
    Files.writeString(file, "{\"format\":\"bbb-fleet-plan\",\"version\":9}");
    assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageContaining("version 9");
    Files.writeString(file, "[1]");
    assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageContaining("is no plan");
    Files.writeString(file, "null");
    assertThatThrownBy(() -> SavedPlan.read(file)).hasMessageContaining("is no plan");
  }

  @Test
  void aRunIsRecordedWithItsDifferencesAlsoWhenNobodyWantsToSeeThem() throws IOException {
    Files.writeString(directory.resolve("web-a"), "old\n");
    Runs runs = new Runs(store, Clock.systemUTC());
    Fleet fleet = fleet("a", "bad");
    RunReport report;
    try (RunRecorder recorder = new RunRecorder(runs::record, Clock.systemUTC())) {
      report =
          new Provisioner(
                  host -> new LocalShell(host.name()), leases, Clock.systemUTC(), machine.layout())
              .apply(
                  fleet,
                  fleet.inventory().hosts(),
                  web().asked("fleet x", "a*").forks(1),
                  recorder);
    }
    Runs.Detail kept = runs.find(report.id()).orElseThrow();
    assertThat(kept.summary().state()).isEqualTo(RunState.FAILED);
    assertThat(kept.summary().request()).isEqualTo(report.request());
    assertThat(kept.summary().request().command()).isEqualTo("fleet x");
    assertThat(kept.hosts().get(0).report().orElseThrow().changes().get(0).diff())
        .contains("-old\n+x");
    assertThat(kept.hosts().get(1).report().orElseThrow().failure())
        .startsWith("bad: file " + machine.path("web-bad"));
  }
}
