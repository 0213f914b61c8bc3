package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the script does with the services that hosts share, as far as no real one is needed. Here
 * patronictl prints what a real one in a test would not: lists of other releases, of synchronous
 * clusters, hostile ones.
 */
class SharedServicesTest {
  private static final String HEAD = "Cluster\tMember\tHost\tRole\tState\tTL\tLag in MB\n";

  @TempDir Path directory;
  private final Map<String, String> environment = new TreeMap<>();
  private Path calls;
  private Path members;

  @BeforeEach
  void prepare() throws IOException {
    calls = Files.writeString(directory.resolve("calls"), "");
    members = directory.resolve("members");
    Files.writeString(directory.resolve("fleet-heal"), HealScript.text());
    list("postgres", "scalelite", "15-main 127.0.0.1:1", "15-odd not-an-address", "15-none");
    list("redis", "*");
    list("haproxy", "*");
    Path patroni = Files.createDirectory(directory.resolve("patroni"));
    Files.writeString(patroni.resolve("config.yml"), "scope: \"scalelite\"\nname: pg-1\n");
    Files.writeString(patroni.resolve("other.yml"), "scope: other\nname: pg-1\n");
    environment.put("FLEET_HEAL_LISTS", directory.toString());
    environment.put("FLEET_HEAL_STOP", directory.resolve("STOP").toString());
    environment.put("FLEET_HEAL_PATRONI", patroni.toString());
    environment.put("FLEET_HEAL_HAPROXY_CONFIG", directory.resolve("haproxy.cfg").toString());
    environment.put("FLEET_HEAL_SENTINEL_CONFIG", directory.resolve("sentinel.conf").toString());
    program("PSQL", "psql", "exit 1");
    program("REDIS_CLI", "redis-cli", "exit 1");
    // Whoever it is told to prefer is the leader from then on.
    program(
        "PATRONICTL",
        "patronictl",
        """
        case $3 in
          list) cat %1$s ;;
          *)
            if [ -e %2$s/refusal ]; then
              cat %2$s/refusal
            else
              printf '%3$sscalelite\\t%%s\\th\\tLeader\\trunning\\t2\\t\\n' "$6" >%1$s
            fi
            ;;
        esac
        """
            .formatted(members, directory, HEAD.replace("\n", "\\n").replace("\t", "\\t")));
  }

  private void list(String name, String... entries) throws IOException {
    Files.writeString(directory.resolve("heal." + name), String.join("\n", entries) + "\n");
  }

  private void program(String variable, String name, String does) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve(name),
            "#!/bin/sh\necho \"" + name + " $*\" >>" + calls + "\n" + does + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("FLEET_HEAL_" + variable, file.toString());
  }

  private Shell.Result heal(String request) {
    try (Shell shell =
        new LocalForcedCommand(directory.resolve("fleet-heal"), environment)
            .open(new Host("here", List.of(), Map.of()))) {
      return shell.command(request, Duration.ofSeconds(60));
    }
  }

  private void members(String... rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEAD.strip()));
    for (String row : rows) {
      lines.add("scalelite\t" + row.replace(' ', '\t').replace("Sync\tStandby", "Sync Standby"));
    }
    Files.writeString(members, String.join("\n", lines) + "\n");
  }

  @Test
  void patroniSwitchesOverToTheReplicaThatLacksLeast() throws IOException {
    members(
        "pg-1 h1 Leader running 1 ",
        "pg-2 h2 Replica streaming 1 3",
        "pg-3 h3 Replica running 1 0",
        "pg-4 h4 Replica stopped  unknown");
    Shell.Result dry = heal("dry-run postgres-failover scalelite unseen");
    assertThat(dry.out()).isEqualTo("would have Patroni fail scalelite over from pg-1 to pg-3\n");
    assertThat(calls).content().doesNotContain("switchover", "failover");
    Shell.Result done = heal("postgres-failover scalelite unseen");
    assertThat(done.out()).isEqualTo("Patroni failed scalelite over from pg-1 to pg-3\n");
    assertThat(done.exitStatus()).isZero();
    assertThat(calls)
        .content()
        .contains("config.yml switchover scalelite --candidate pg-3 --force")
        .doesNotContain("psql", "other.yml");
  }

  @Test
  void withoutALeaderItFailsOver() throws IOException {
    members("pg-1 h1 Replica crashed 1 unknown", "pg-2 h2 Sync Standby streaming 1 0");
    assertThat(heal("postgres-failover scalelite unseen").out())
        .isEqualTo("Patroni failed scalelite over from nobody to pg-2\n");
    assertThat(calls).content().contains("failover scalelite --candidate pg-2 --force");
  }

  @Test
  void patroniWithoutAReplicaThatIsWellIsLeftAlone() throws IOException {
    members(
        "pg-1 h1 Leader running 1 ",
        "pg-2 h2 Replica running 1 17",
        "pg-3 h3 Replica running 1 unknown",
        "-x h3 Replica stopped 1 0");
    Shell.Result result = heal("postgres-failover scalelite seen");
    assertThat(result.exitStatus()).isEqualTo(64);
    assertThat(result.out()).contains("no replica of scalelite");
    assertThat(calls).content().doesNotContain("switchover", "failover");
  }

  @Test
  void whatMayNotLeadIsNotAsked() throws IOException {
    Files.writeString(
        members,
        """
        Cluster\tMember\tHost\tRole\tState\tTL\tLag in MB\tTags
        scalelite\tpg-1\th\tLeader\trunning\t1\t\t
        scalelite\tpg-2\th\tReplica\tstreaming\t1\t0\t{clonefrom: true, nofailover: true}
        scalelite\tpg-3\th\tReplica\tstreaming\t1\t0\t{failover_priority: 0}
        """);
    Shell.Result result = heal("postgres-failover scalelite unseen");
    assertThat(result.exitStatus()).isEqualTo(64);
    assertThat(result.out()).contains("pg-2 (Replica, streaming, lag 0, not to lead), pg-3 (");
    members("pg-1 h1 Standby Leader running 1 ", "pg-2 h2 Replica streaming 1 0");
    Files.writeString(
        members, Files.readString(members).replace("Standby\tLeader", "Standby Leader"));
    assertThat(heal("postgres-failover scalelite unseen").out()).contains("is a standby cluster");
    assertThat(calls).content().doesNotContain("switchover", "failover");
  }

  @Test
  void theSynchronousOneComesFirst() throws IOException {
    members(
        "pg-1 h1 Leader running 1 ",
        "pg-2 h2 Replica streaming 1 0",
        "pg-3 h3 Sync Standby streaming 1 2");
    assertThat(heal("dry-run postgres-failover scalelite unseen").out()).endsWith("pg-1 to pg-3\n");
  }

  @Test
  void readsTheListsOfLaterReleases() throws IOException {
    Files.writeString(
        members,
        """
        Cluster\tMember\tHost\tRole\tState\tTL\tReceive LSN\tReceive Lag\tReplay LSN\tReplay Lag\tPending restart reason
        scalelite\tpg-1\th\tLeader\trunning\t7\t\t\t\t\tmax_connections: 100->200
        work_mem: 4MB->8MB
        scalelite\tpg-2\th\tReplica\tstreaming\t7\t0/5\t40\t0/4\t0\t
        scalelite\tpg-3\th\tQuorum Standby\tstreaming\t7\t0/5\t3\t0/4\t90\t
        scalelite\tpg-4\th\tReplica\tin archive recovery\t7\t\t\t0/5\t0\t
        """);
    assertThat(heal("dry-run postgres-failover scalelite unseen").out()).endsWith("pg-1 to pg-3\n");
  }

  @Test
  void whatPatroniRefusesIsToldAtOnce() throws IOException {
    members("pg-1 h1 Leader running 1 ", "pg-2 h2 Replica streaming 1 0");
    Files.writeString(
        directory.resolve("refusal"),
        """
        Current cluster topology
        + Cluster: scalelite (7104) ---+
        Switchover failed, details: 412, candidate name does not match with sync_standby
        """);
    long began = System.nanoTime();
    Shell.Result result = heal("postgres-failover scalelite unseen");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo(
            "Patroni did not fail scalelite over (status 0): Switchover failed, details: 412,"
                + " candidate name does not match with sync_standby\n");
  }

  @Test
  void aPatroniThatSaysNothingIsNoCluster() throws IOException {
    Files.writeString(members, "");
    Shell.Result result = heal("postgres-failover scalelite unseen");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("Patroni does not say who is a member of scalelite\n");
    Files.writeString(members, "Error: \u001b[31mno\nCluster\tMember\n");
    assertThat(heal("postgres-failover scalelite unseen").exitStatus()).isEqualTo(1);
    assertThat(calls).content().doesNotContain("switchover", "failover");
  }

  @Test
  void theWitnessSaysOnlyWhatItSaw() {
    Shell.Result refused = heal("postgres-primary-refuses 15-main");
    assertThat(refused.exitStatus()).isZero();
    assertThat(refused.out()).isEqualTo("nobody listens at 127.0.0.1:1\n");
    assertThat(heal("postgres-primary-refuses 15-odd").exitStatus()).isEqualTo(1);
    assertThat(heal("postgres-primary-refuses 15-none").out()).contains("does not say where");
    assertThat(heal("postgres-primary-refuses 15-other").exitStatus()).isEqualTo(1);
  }

  @Test
  void aServerThatCannotBeAskedIsNotPromoted() {
    Shell.Result result = heal("postgres-failover 15-main seen");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out()).contains("15-main on this host does not answer");
    assertThat(calls).content().doesNotContain("pg_promote");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "haproxy-server-out web",
        "haproxy-server-out web a b",
        "haproxy-server-out web/a b",
        "haproxy-server-out web:a b",
        "haproxy-server-out web@a b",
        "haproxy-server-in web;quit a",
        "haproxy-server-in web a",
        "redis-failover",
        "redis-failover a b",
        "redis-failover a:b",
        "redis-failover a@b",
        "redis-failover $(touch pwned)",
        "postgres-failover scalelite",
        "postgres-failover scalelite maybe",
        "postgres-failover ../scalelite seen",
        "postgres-failover 16-main seen",
        "postgres-failover a:b seen",
        "postgres-failover .. seen",
        "postgres-primary-refuses",
        "postgres-primary-refuses a@b",
        "postgres-primary-refuses 15-main 22",
      })
  void refusesWhatItDoesNotKnow(String request) {
    Shell.Result result = heal(request);
    assertThat(result.exitStatus()).isEqualTo(64);
    assertThat(result.out()).startsWith("refused: ");
    assertThat(calls).hasContent("");
    assertThat(directory.resolve("pwned")).doesNotExist();
  }

  @Test
  void aSentinelWithoutAnswerIsNoQuorum() throws IOException {
    Files.writeString(directory.resolve("sentinel.conf"), "bind 10.0.0.1 -::1\nport 26380\n");
    Shell.Result result = heal("redis-failover demo");
    assertThat(result.exitStatus()).isEqualTo(64);
    assertThat(result.out()).contains("can't reach its quorum");
    assertThat(calls)
        .hasContent(
            "redis-cli -h 10.0.0.1 -p 26380 --no-auth-warning --raw SENTINEL CKQUORUM demo");
  }
}
