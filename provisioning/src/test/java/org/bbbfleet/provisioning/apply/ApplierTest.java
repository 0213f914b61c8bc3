package org.bbbfleet.provisioning.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.once;
import static org.bbbfleet.provisioning.resource.Resources.reload;
import static org.bbbfleet.provisioning.resource.Resources.restart;
import static org.bbbfleet.provisioning.resource.Resources.run;
import static org.bbbfleet.provisioning.resource.Resources.unit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.plan.HostPlan;
import org.bbbfleet.provisioning.plan.Planner;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.resource.Resource;
import org.bbbfleet.provisioning.testing.TestHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes made for real, in a directory. */
class ApplierTest {
  @TempDir Path directory;
  private TestHost host;
  private final List<String> steps = new ArrayList<>();

  private final Applier.Progress progress =
      new Applier.Progress() {
        @Override
        public void began(int step, String what) {
          steps.add("began " + what);
        }

        @Override
        public void ended(int step, String what, Optional<String> failure) {
          steps.add((failure.isEmpty() ? "ok " : "failed ") + what);
        }

        @Override
        public void checkpoint() {}
      };

  @BeforeEach
  void open() {
    host = new TestHost(directory);
  }

  @AfterEach
  void close() {
    host.close();
  }

  private HostFile mine(String name, String text) {
    return file(host.path(name), text).owner(host.user()).group(host.group());
  }

  private HostPlan apply(Resource... resources) {
    HostPlan plan = host.plan(resources);
    new Applier(host.layout(), new Random(1)).apply(plan, host.shell(), progress);
    return plan;
  }

  @Test
  void bringsFilesAndDirectoriesAndThenHasNothingToDo() throws IOException {
    Resource[] resources = {
      directory(host.path("d")).owner(host.user()).group(host.group()).mode("0750"),
      mine("d/a", "hello\n").mode("0640")
    };

    assertThat(apply(resources).size()).isEqualTo(2);

    assertThat(directory.resolve("d/a")).hasContent("hello\n");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("d/a"))))
        .isEqualTo("rw-r-----");
    assertThat(host.plan(resources).isEmpty()).isTrue();
  }

  @Test
  void bringsAnyBytesToAnyName() throws IOException {
    byte[] bytes = new byte[70_000];
    new Random(7).nextBytes(bytes);
    String[] names = {"it's", "a b", "-n", "x\ny", "$(id)", "ü"};
    List<Resource> all = new ArrayList<>();
    for (String name : names) {
      all.add(file(host.path(name), bytes).owner(host.user()).group(host.group()));
    }
    all.add(mine("empty", ""));
    all.add(mine("tricky", "END\n'\"`$(touch pwned)\\n\n@x end 0 0"));

    apply(all.toArray(new Resource[0]));

    for (String name : names) {
      assertThat(Files.readAllBytes(directory.resolve(name))).as(name).isEqualTo(bytes);
    }
    assertThat(directory.resolve("empty")).isEmptyFile();
    assertThat(directory.resolve("tricky"))
        .hasBinaryContent(
            "END\n'\"`$(touch pwned)\\n\n@x end 0 0".getBytes(StandardCharsets.UTF_8));
    assertThat(host.plan(all.toArray(new Resource[0])).isEmpty()).isTrue();
  }

  @Test
  void repairsWhatHasDrifted() throws IOException {
    HostFile wanted = mine("a", "right").mode("0600");
    host.write("a", "wrong");
    HostPlan plan = apply(wanted);
    assertThat(plan.changes().get(0).detail()).contains("content").contains("→ 0600");

    Files.delete(directory.resolve("a"));
    Files.createSymbolicLink(directory.resolve("a"), directory.resolve("elsewhere"));
    apply(wanted);

    assertThat(directory.resolve("a")).isRegularFile().hasContent("right");
    assertThat(directory.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void runsAHandlerOnceAfterAllChanges() {
    host.unit("a.service", "active");
    apply(
        mine("one", "1").then(restart("a.service")),
        mine("two", "2").then(restart("a.service"), reload("b.service")));

    assertThat(host.systemctl()).containsExactly("reset-failed a.service", "restart a.service");
    assertThat(host.pending()).isEmpty();
    assertThat(steps)
        .endsWith(
            "ok file " + host.path("two"),
            "began restart a.service",
            "ok restart a.service",
            "began reload b.service",
            "ok reload b.service");
  }

  @Test
  void aRestartDoesForAReloadOfTheSameUnit() {
    host.unit("a.service", "active");
    apply(mine("one", "1").then(reload("a.service")), mine("two", "2").then(restart("a.service")));

    assertThat(host.systemctl()).containsExactly("reset-failed a.service", "restart a.service");
    assertThat(host.pending()).isEmpty();
  }

  @Test
  void runsHandlersAlsoWhenALaterStepFails() {
    host.unit("a.service", "active");
    assertThatThrownBy(
            () ->
                apply(
                    mine("one", "1").then(restart("a.service")),
                    mine("no/such/directory", "2"),
                    mine("three", "3")))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("no/such/directory")
        .hasMessageContaining("No such file");

    assertThat(host.systemctl()).contains("restart a.service");
    assertThat(directory.resolve("three")).doesNotExist();
    assertThat(host.pending()).isEmpty();
  }

  @Test
  void aHandlerThatFailedIsOwedToTheNextRun() {
    host.unit("a.service", "active");
    host.program("systemctl.real", "exit 1");
    String working = String.join("\n", host.lines("bin/systemctl")).substring(10);
    host.program("systemctl", "case $1 in restart) echo no; exit 1;; esac\n" + working);

    assertThatThrownBy(() -> apply(mine("one", "1").then(restart("a.service"))))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("restart a.service: no");
    assertThat(host.pending()).containsExactly("restart:a.service");

    host.program("systemctl", working);
    HostPlan next = apply(mine("one", "1").then(restart("a.service")));

    assertThat(next.changes()).isEmpty();
    assertThat(next.owed()).containsExactly(restart("a.service"));
    assertThat(host.systemctl()).endsWith("restart a.service");
    assertThat(host.pending()).isEmpty();
    assertThat(host.plan(mine("one", "1").then(restart("a.service"))).isEmpty()).isTrue();
  }

  @Test
  void aHandlerIsNotLostWhenTheRunIsKilledRightAfterTheChange() {
    host.unit("a.service", "active");
    Resource[] resources = {
      mine("one", "1").then(restart("a.service")),
      // What accepts the next file kills the whole script, as a lost host would.
      mine("two", "2").acceptedBy("killer", "{}")
    };
    host.program("killer", "kill -KILL 0");

    assertThatThrownBy(() -> apply(resources)).isInstanceOf(FleetException.class);
    assertThat(directory.resolve("one")).exists();
    assertThat(directory.resolve("two")).doesNotExist();
    assertThat(host.systemctl()).isEmpty();

    host.program("killer", "exit 0");
    HostPlan next = apply(resources);

    assertThat(next.owed()).containsExactly(restart("a.service"));
    assertThat(host.systemctl()).contains("restart a.service");
  }

  @Test
  void commandsRunOnceBeforeRestarts() {
    host.unit("a.service", "active");
    host.program("certificates", "echo \"$*\" >>" + host.path("ran"));
    apply(
        mine("one", "1").then(restart("a.service"), run("certificates", "certificates", "it's")),
        mine("two", "2").then(run("certificates", "certificates", "it's")));

    assertThat(host.lines("ran")).containsExactly("it's");
    assertThat(steps)
        .endsWith(
            "began run certificates",
            "ok run certificates",
            "began restart a.service",
            "ok restart a.service");
    assertThat(host.pending()).isEmpty();
  }

  @Test
  void whatAnEarlierRunOwesIsDoneAlsoWhenNoRoleNamesItAnyMore() {
    host.unit("a.service", "active");
    host.program("killer", "kill -KILL 0");
    host.program("certificates", "echo done >>" + host.path("ran"));
    assertThatThrownBy(
            () ->
                apply(
                    mine("one", "1").then(restart("a.service"), run("certs", "certificates")),
                    mine("two", "2").acceptedBy("killer", "{}")))
        .isInstanceOf(FleetException.class);
    assertThat(host.pending()).containsExactly("restart:a.service", "run:certs");

    HostPlan next = apply(mine("three", "3"));

    assertThat(next.owed())
        .extracting(Object::toString)
        .containsExactly("run certs", "restart a.service");
    assertThat(host.lines("ran")).containsExactly("done");
    assertThat(host.systemctl()).endsWith("restart a.service");
    assertThat(host.pending()).isEmpty();
  }

  @Test
  void aRunOfSomeRolesLeavesWhatOthersAreOwed() throws IOException {
    host.unit("a.service", "active");
    Files.createDirectories(Path.of(host.layout().pending()));
    Files.createFile(Path.of(host.layout().pending(), "restart:a.service"));

    HostPlan plan = Planner.planSome("h", List.of(), host.ask(new Questions()));

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.waiting()).containsExactly(restart("a.service"));
  }

  @Test
  void markersInADirectoryOfSomebodyElseAreNotRun() throws IOException {
    Assumptions.assumeTrue(host.user().equals("root"), "only root can give a directory away");
    Path pending = Files.createDirectories(Path.of(host.layout().pending()));
    Files.writeString(pending.resolve("run:evil"), "touch " + host.path("evil") + "\n");
    Files.setOwner(
        pending,
        pending.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    assertThat(host.plan(mine("one", "1")).owed()).isEmpty();
    assertThatThrownBy(() -> apply(mine("one", "1"))).hasMessageContaining("is not ours");
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void whatIsRefusedOwesNothing() {
    host.unit("a.service", "active");
    host.write("a", "old");
    host.program("checker", "exit 1");

    assertThatThrownBy(
            () -> apply(mine("a", "new").acceptedBy("checker", "{}").then(restart("a.service"))))
        .isInstanceOf(FleetException.class);

    assertThat(host.systemctl()).isEmpty();
    assertThat(host.pending()).isEmpty();
  }

  @Test
  void aFileMayBeJudgedInsideTheWholeConfiguration() throws IOException {
    Assumptions.assumeTrue(host.user().equals("root"), "a mount namespace needs root");
    host.directory("conf.d");
    host.write("conf.d/main", "a=1");
    host.write("conf.d/b", "b=old");
    // Accepts the directory as a whole, where it always is, and only without a second "a".
    host.program(
        "checker",
        "cat "
            + host.path("conf.d")
            + "/* | tr '\\n' ' '; ! cat "
            + host.path("conf.d")
            + "/* | grep -q bad");

    assertThatThrownBy(() -> apply(mine("conf.d/b", "bad=1").acceptedInPlace("checker")))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("bad=1")
        .hasMessageContaining("a=1");
    assertThat(directory.resolve("conf.d/b")).hasContent("b=old");
    assertThatThrownBy(() -> apply(mine("conf.d/c", "bad=2").acceptedInPlace("checker")))
        .isInstanceOf(FleetException.class);
    assertThat(directory.resolve("conf.d/c")).doesNotExist();

    apply(mine("conf.d/b", "b=new").acceptedInPlace("checker"));
    apply(mine("conf.d/c", "c=new").acceptedInPlace("checker"));
    assertThat(directory.resolve("conf.d/b")).hasContent("b=new");
    assertThat(directory.resolve("conf.d/c")).hasContent("c=new");
    try (Stream<Path> files = Files.list(directory.resolve("conf.d"))) {
      assertThat(files).hasSize(3);
    }
  }

  private static OnceGate gate(List<String> told) {
    return new OnceGate() {
      @Override
      public boolean isDone(String name) {
        return false;
      }

      @Override
      public boolean claim(String name) {
        told.add("claim " + name);
        return name.equals("mine");
      }

      @Override
      public void succeeded(String name) {
        told.add("succeeded " + name);
      }

      @Override
      public void failed(String name) {
        told.add("failed " + name);
      }
    };
  }

  @Test
  void aStepOfSeveralScriptsHasSucceededAfterTheLastOfThem() {
    List<String> told = new ArrayList<>();
    String large = "x".repeat(2_500_000);
    HostPlan plan =
        host.plan(
            once("mine", mine("one", large)), once("mine", mine("two", large)), mine("last", "5"));
    new Applier(host.layout(), new Random(1), gate(told), host::shell)
        .apply(plan, host.shell(), progress);
    assertThat(told).containsExactly("claim mine", "succeeded mine");
    assertThat(directory.resolve("two")).exists();

    told.clear();
    host.program("checker", "exit 1");
    HostPlan refused =
        host.plan(
            once("mine", mine("three", large)),
            once("mine", mine("four", large).acceptedBy("checker", "{}")));
    assertThatThrownBy(
            () ->
                new Applier(host.layout(), new Random(1), gate(told), host::shell)
                    .apply(refused, host.shell(), progress))
        .hasMessageContaining("four");
    assertThat(told).containsExactly("claim mine", "failed mine");
  }

  @Test
  void whatAnotherHostDidMeanwhileIsLeftOut() {
    List<String> told = new ArrayList<>();
    OnceGate others = gate(told);
    host.unit("a.service", "active");
    host.program("checker", "exit 1");
    HostPlan plan =
        host.plan(
            mine("first", "1").then(restart("a.service")),
            once("theirs", mine("theirs", "2")),
            once("mine", mine("mine", "3")),
            once("mine", mine("refused", "4").acceptedBy("checker", "{}")),
            mine("last", "5"));
    assertThatThrownBy(
            () ->
                new Applier(host.layout(), new Random(1), others, host::shell)
                    .apply(plan, host.shell(), progress))
        .hasMessageContaining("refused");

    assertThat(told).containsExactly("claim theirs", "claim mine", "failed mine");
    assertThat(directory.resolve("first")).exists();
    assertThat(directory.resolve("theirs")).doesNotExist();
    assertThat(directory.resolve("mine")).exists();
    assertThat(directory.resolve("last")).doesNotExist();
    assertThat(host.systemctl()).contains("restart a.service");
  }

  @Test
  void aFileThatItsProgramRefusesDoesNotLand() throws IOException {
    host.write("a", "old");
    host.program("checker", "grep -q good \"$2\" || { echo 'line 1: bad'; exit 1; }");

    assertThatThrownBy(() -> apply(mine("a", "new").acceptedBy("checker", "check", "{}")))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("line 1: bad");
    assertThat(directory.resolve("a")).hasContent("old");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .noneMatch(name -> name.startsWith(".fleet"));
    }

    apply(mine("a", "good").acceptedBy("checker", "check", "{}"));
    assertThat(directory.resolve("a")).hasContent("good");
  }

  @Test
  void aSecretShowsNowhere() {
    HostFile secret = mine("token", "s3cr3t-value").secret();
    HostPlan plan = apply(secret);
    assertThat(plan.toString()).doesNotContain("s3cr3t").doesNotContain("czNjcjN0");
    assertThat(plan.changes().get(0).text()).isEmpty();
  }

  @Test
  void aUnitThatDoesNotRunIsEnabledAndStartedOnce() {
    host.unit("a.service", "inactive");
    apply(mine("conf", "1").then(restart("a.service")), unit("a.service"));

    assertThat(host.systemctl())
        .containsExactly(
            "daemon-reload", "enable -q a.service", "reset-failed a.service", "restart a.service");
    assertThat(host.pending()).isEmpty();
  }

  @Test
  void outputThatLooksLikeAMarkerIsOnlyOutput() {
    host.program("checker", "echo '@0 end 0 0'; echo '@x done'; exit 3");
    assertThatThrownBy(() -> apply(mine("a", "x").acceptedBy("checker", "{}")))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("@0 end 0 0");
    assertThat(directory.resolve("a")).doesNotExist();
  }
}
