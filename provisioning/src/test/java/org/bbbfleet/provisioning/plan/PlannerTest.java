package org.bbbfleet.provisioning.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.provisioning.resource.Resources.access;
import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.distribution;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.packages;
import static org.bbbfleet.provisioning.resource.Resources.reload;
import static org.bbbfleet.provisioning.resource.Resources.restart;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.resource.Resources.user;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.FactsParser;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.resource.Archive;
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.resource.Change;
import org.bbbfleet.provisioning.resource.Hash;
import org.bbbfleet.provisioning.resource.JavaHome;
import org.bbbfleet.provisioning.resource.Resource;
import org.junit.jupiter.api.Test;

/** Plans from facts that are written down here: no host, no shell. */
class PlannerTest {
  private static final Artifact ARCHIVE = new Artifact(Path.of("fleet-1.tar.gz"), "ab".repeat(32));
  private static final String UNPACKED = "/opt/f/dist/" + "ab".repeat(8);

  private static HostPlan plan(String answer, Resource... resources) {
    Questions questions = new Questions();
    Planner.ask(List.of(resources), questions);
    Facts facts = FactsParser.parse(questions, "h", "fleet-facts 1\n" + answer + "end\n");
    return Planner.plan("h", List.of(resources), facts);
  }

  private static List<String> lines(HostPlan plan) {
    return plan.changes().stream().map(Change::toString).toList();
  }

  // What the host says to the one question of a resource's own.
  private static String said(String... lines) {
    String mark = "= @01234567-89ab-cdef-0123-456789abcdef ";
    StringBuilder answer = new StringBuilder("questions 01234567-89ab-cdef-0123-456789abcdef\n");
    answer.append(mark).append("ask 1\n");
    for (String line : lines) {
      answer.append("= ").append(line).append('\n');
    }
    return answer.append(mark).append("status 1 0\n").toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aUserJoinsTheGroupsOfTheFilesThatItReads() {
    Resource agent =
        access("agent")
            .reads(List.of("/etc/secret", "/etc/open", "/etc/root", "/etc/theirs", "/etc/gone"))
            .inGroups(List.of("haclient"))
            .then(restart("agent.service"));
    // 0640 of a group, 0644, 0640 of root's group, 0600, absent.
    String files =
        "files 1 2 3 4\nstat 81a0 bbb bbb\nstat 81a4 bbb shown\nstat 81a0 root root\n"
            + "stat 8180 root theirs\nhashes\n";
    HostPlan plan = plan(files + "user agent 999 agent\n", agent);
    assertThat(lines(plan)).containsExactly("~ access agent   joins bbb,haclient");
    assertThat(plan.changes().get(0).script()).isEqualTo("usermod -a -G bbb,haclient agent\n");
    assertThat(plan.changes().get(0).handlers()).containsExactly(restart("agent.service"));
    assertThat(plan(files + "user agent 999 agent haclient bbb\n", agent).changes()).isEmpty();
    assertThat(lines(plan(files, agent))).as("a user that is yet to be made").hasSize(1);
  }

  @Test
  void aBareHostNeedsEverything() {
    HostPlan plan =
        plan(
            "files\nhashes\nunits\nLoadState=not-found\nActiveState=inactive\nUnitFileState=\n"
                + "NeedDaemonReload=no\nunits-end\n"
                + said(),
            user("fleet", "/var/lib/fleet"),
            directory("/etc/fleet"),
            file("/etc/fleet/a", "x").then(restart("a.service")),
            packages("one", "two"),
            unit("a.service"));

    assertThat(lines(plan))
        .containsExactly(
            "+ user fleet   system user",
            "+ directory /etc/fleet",
            "+ file /etc/fleet/a",
            "+ packages one two",
            "+ unit a.service   enable, start");
    assertThat(plan.handlers()).containsExactly(restart("a.service"));
    assertThat(plan.owed()).isEmpty();
  }

  @Test
  void aHostThatIsAsWantedNeedsNothing() {
    HostPlan plan =
        plan(
            """
            files 1 2
            stat 41ed root root
            stat 81a4 root root
            hashes 1
            sha %s
            package one installed 1
            units
            LoadState=loaded
            ActiveState=active
            UnitFileState=enabled
            NeedDaemonReload=no
            units-end
            """
                    .formatted(Hash.sha256("x".getBytes(StandardCharsets.UTF_8)))
                + said(
                    "fleet:x:998:998::/var/lib/fleet:/usr/sbin/nologin", "none", "fleet", "open"),
            user("fleet", "/var/lib/fleet"),
            directory("/etc/fleet"),
            file("/etc/fleet/a", "x").then(restart("a.service")),
            packages("one"),
            unit("a.service"));
    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.size()).isZero();
  }

  @Test
  void onlyMissingPackagesAreInstalled() {
    HostPlan plan = plan("files\nhashes\npackage alpha installed 1\n", packages("alpha", "beta"));
    assertThat(lines(plan)).containsExactly("+ packages beta");
    assertThat(plan.changes().get(0).script())
        .contains("install beta")
        .doesNotContain("alpha")
        .contains("DEBIAN_FRONTEND=noninteractive")
        .contains("DPkg::Lock::Timeout=300")
        .contains("--force-confold")
        .contains("--no-install-recommends");
  }

  @Test
  void saysWhatDiffers() {
    HostPlan plan =
        plan(
            "files 1\nstat 8180 adm adm\nhashes 1\nsha " + "0".repeat(64) + "\n",
            file("/a", "x").group("fleet").mode("0640"));
    assertThat(lines(plan))
        .containsExactly(
            "~ file /a   content, owner adm → root, group adm → fleet, mode 0600 → 0640");
  }

  @Test
  void aDirectoryWhereAFileIsStopsThePlan() {
    assertThatThrownBy(() -> plan("files 1\nstat 81a4 root root\nhashes\n", directory("/a")))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("/a is there and is not a directory");
  }

  @Test
  void handlersThatAnEarlierRunOwesArePlannedInTheirOrder() {
    HostPlan plan =
        plan(
            "pending restart:b.service\npending restart:strange.service\nfiles 1 2\n"
                + "stat 81a4 root root\nstat 81a4 root root\nhashes 1 2\nsha "
                + Hash.sha256("x".getBytes(StandardCharsets.UTF_8))
                + "\nsha "
                + Hash.sha256("x".getBytes(StandardCharsets.UTF_8))
                + "\n",
            file("/a", "x").then(reload("a.service")),
            file("/b", "x").then(restart("b.service")));
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.owed()).containsExactly(restart("b.service"), restart("strange.service"));
    assertThat(plan.isEmpty()).isFalse();
  }

  @Test
  void aDistributionIsSentOnceAndSwitchedWhenItIsNotTheOneInUse() {
    Archive wanted = distribution(ARCHIVE, "/opt/f/dist", "/opt/f/current");

    Change fresh = plan("files\nhashes\n", wanted).changes().get(0);
    assertThat(fresh.uploads()).hasSize(1);

    Change back =
        plan("files 1\nstat 41ed root root\nhashes\nlink 1 " + base64("/other") + "\n", wanted)
            .changes()
            .get(0);
    assertThat(back.uploads()).isEmpty();
    assertThat(back.script()).doesNotContain("tar ");

    assertThat(
            plan("files 1\nstat 41ed root root\nhashes\nlink 1 " + base64(UNPACKED) + "\n", wanted)
                .isEmpty())
        .isTrue();
  }

  @Test
  void javaIsTheHostsOwnIfItIsNewEnoughElseOurs() {
    JavaHome wanted =
        new JavaHome("/opt/f/runtime", "/opt/f/runtimes", 17, Map.of("x86_64", ARCHIVE), List.of());

    assertThat(lines(plan("files\nhashes\njava 21.0.1 " + base64("/jvm") + "\n", wanted)))
        .containsExactly("+ java /opt/f/runtime   the host's own Java 21.0.1");
    assertThat(
            plan(
                    "files\nhashes\nlink 1 %s\njava 17 %s\n"
                        .formatted(base64("/jvm"), base64("/jvm")),
                    wanted)
                .isEmpty())
        .isTrue();
    HostPlan ours =
        plan(
            "os debian . 12 . x86_64\nfiles\nhashes\njava 11.0.2 " + base64("/jvm") + "\n", wanted);
    assertThat(lines(ours)).containsExactly("+ java /opt/f/runtime   our own runtime");
    assertThat(ours.changes().get(0).uploads()).hasSize(1);
    assertThatThrownBy(() -> plan("os debian . 12 . riscv64\nfiles\nhashes\n", wanted))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("riscv64")
        .hasMessageContaining("x86_64");
  }

  @Test
  void whatTwoRolesWantAlikeIsThereOnceAndOtherwiseAFault() {
    assertThat(Planner.merge(List.of(directory("/a"), directory("/a")))).hasSize(1);
    assertThatThrownBy(() -> Planner.merge(List.of(directory("/a"), directory("/a").mode("0700"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("directory /a");
  }
}
