package org.bbbfleet.provisioning.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.provisioning.resource.Resources.port;
import static org.bbbfleet.provisioning.resource.Resources.tcp;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.run.ChangeReport;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.Provisioner;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.testing.StandInBuild;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bare Debian 12 and 13 hosts, brought to a whole monitoring host each. Each test first makes sure
 * that the hosts are provisioned, so that they run in any order.
 */
@Tag("system")
@TestMethodOrder(MethodOrderer.Random.class)
final class BareHostsSystemTest {
  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final String PASSWORD = "c0rrect horse$battery";

  @TempDir static Path directory;
  private static Lab lab;
  private static Store store;
  private static Artifacts artifacts;
  private static RunReport first;

  @BeforeAll
  static void up() throws IOException {
    artifacts = StandInBuild.in(directory, "1");
    lab =
        Lab.up(
            LabSpec.of(
                new HostSpec("twelve", Image.BOOKWORM), new HostSpec("thirteen", Image.TRIXIE)),
            System.out::println);
    lab.hosts().parallelStream()
        .forEach(
            host ->
                lab.on(
                    host,
                    """
                    set -e
                    export DEBIAN_FRONTEND=noninteractive
                    echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/lab
                    apt-get -qq update
                    apt-get -qq -y --no-install-recommends install sudo nftables >/dev/null
                    useradd -m -s /bin/bash admin
                    echo 'admin:PASSWORD' | chpasswd
                    mkdir -m 700 /home/admin/.ssh
                    cp /root/.ssh/authorized_keys /home/admin/.ssh/
                    chown -R admin /home/admin/.ssh
                    [ "$(hostname)" = thirteen ] || free=NOPASSWD:
                    echo "admin ALL=(ALL) ${free-} ALL" >/etc/sudoers.d/lab
                    echo 'Defaults lecture=always, use_pty' >>/etc/sudoers.d/lab
                    chmod 440 /etc/sudoers.d/lab
                    visudo -cq
                    """
                        .replace("PASSWORD", PASSWORD),
                    Duration.ofMinutes(3)));
    store = Store.open(directory.resolve("fleet.db"));
    first = apply(fleet(artifacts, Map.of()));
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

  private static Fleet fleet(Artifacts build, Map<String, Object> more) {
    List<Host> hosts = lab.hosts().stream().map(host -> host(host, more)).toList();
    KnownHosts known = new KnownHosts(lab.knownHosts());
    return new Fleet(
        new Inventory(hosts, List.of(), List.of()),
        Stream.concat(Fleet.allRoles().stream(), Stream.of(new Door())).toList(),
        new FleetSecrets(directory),
        build,
        known::lines);
  }

  private static Host host(LabHost host, Map<String, Object> more) {
    Map<String, Object> variables = new TreeMap<>(more);
    // Each run with changes waits until it has been scraped since.
    variables.putIfAbsent("prometheus_scrape_interval", "1s");
    variables.put("ansible_host", host.address());
    variables.put("ansible_port", host.port());
    // Nobody logs in as root: on one host sudo asks for a password, on the other it does not.
    variables.put("ansible_user", "admin");
    variables.put("ansible_become", "yes");
    if (host.name().equals("thirteen")) {
      variables.put("ansible_become_password", PASSWORD);
    }
    variables.put("ansible_ssh_private_key_file", lab.privateKey().toString());
    return new Host(host.name(), List.of("monitoring"), variables);
  }

  /** SSH is reached from here only: whoever provisions through sudo must still know "here". */
  private static final class Door implements Role {
    @Override
    public String name() {
      return "door";
    }

    @Override
    public List<String> groups() {
      return List.of("all");
    }

    @Override
    public Declaration on(HostView host) {
      return Declaration.role("door").needs(port(tcp(22)).from(lab.gateway()));
    }
  }

  private static Provisioner provisioner() {
    return new Provisioner(
        new SshShells(SshOptions.strict(lab.knownHosts())),
        Leases.in(store, Clock.systemUTC()),
        Clock.systemUTC());
  }

  private static RunReport apply(Fleet fleet) {
    return provisioner()
        .apply(
            fleet,
            fleet.inventory().hosts(),
            RunOptions.by("test"),
            new RunListener() {
              @Override
              public void step(Host host, int number, int of, String what) {
                System.out.println(host.name() + " " + number + "/" + of + " " + what);
              }

              @Override
              public void finished(HostReport report) {
                System.out.println(report);
              }
            });
  }

  private static String on(LabHost host, String command) {
    return lab.on(host, command, SHORT).out().strip();
  }

  @Test
  void aBareHostBecomesAWholeOneAndASecondRunChangesNothing() {
    for (HostReport host : first.hosts()) {
      assertThat(host.failure()).isEmpty();
      assertThat(host.state()).isEqualTo(HostReport.State.CHANGED);
      assertThat(host.signalsWell())
          .contains("agent", "node", "prometheus", "alertmanager", "serve", "unit×4")
          .as("the Prometheus that came in the same run was asked")
          .anyMatch(well -> well.startsWith("rules×"));
    }
    apply(fleet(artifacts, Map.of()));
    RunReport second = apply(fleet(artifacts, Map.of()));
    for (HostReport host : second.hosts()) {
      assertThat(host.failure()).isEmpty();
      assertThat(host.changes()).isEmpty();
      assertThat(host.state()).isEqualTo(HostReport.State.OK);
    }
  }

  @Test
  void sshIsReachedFromHereOnlyAndTheHealersKeyIsStillRoots() {
    for (LabHost host : lab.hosts()) {
      assertThat(on(host, "nft list table inet bbb_fleet")).contains(lab.gateway());
      assertThat(on(host, "stat -c '%U %a' /root/.ssh/authorized_keys")).isEqualTo("root 600");
      assertThat(on(host, "cat /var/log/auth.log 2>/dev/null; journalctl --no-pager -o cat"))
          .doesNotContain("c0rrect horse");
    }
  }

  @Test
  void prometheusRunsWithOurFilesFromItsFirstStart() {
    for (LabHost host : lab.hosts()) {
      assertThat(on(host, "promtool check config /etc/prometheus/prometheus.yml"))
          .contains("SUCCESS");
      assertThat(on(host, "amtool check-config /etc/prometheus/alertmanager.yml"))
          .contains("SUCCESS");
      assertThat(on(host, "systemctl --failed --no-legend")).isEmpty();
    }
  }

  @Test
  void aVariableChangesOneFileAndReloadsWhatReadsIt() {
    apply(fleet(artifacts, Map.of()));
    Fleet changed = fleet(artifacts, Map.of("prometheus_scrape_interval", "2s"));
    RunReport plan =
        provisioner()
            .plan(
                changed,
                changed.inventory().hosts(),
                RunOptions.by("test").showingDiff(),
                RunListener.NONE);
    for (HostReport host : plan.hosts()) {
      assertThat(host.changes()).hasSize(1);
      ChangeReport change = host.changes().get(0);
      assertThat(change.diff()).contains("-  scrape_interval: 1s\n+  scrape_interval: 2s\n");
      assertThat(change.then()).containsExactly("reload prometheus.service");
    }
    assertThat(apply(changed).changes()).isEqualTo(2);
    assertThat(apply(fleet(artifacts, Map.of())).changes()).isEqualTo(2);
  }

  @Test
  void aNewVersionIsSwitchedToAndTheOneBeforeIsKept() throws IOException {
    Artifacts next =
        new Artifacts(StandInBuild.in(directory, "2").distribution(), artifacts.runtimes());
    RunReport report = apply(fleet(next, Map.of()));
    assertThat(report.failed()).isEmpty();
    for (LabHost host : lab.hosts()) {
      assertThat(on(host, "sed -n 2p /opt/bbb-fleet/current/bin/fleet")).isEqualTo("# 2");
      assertThat(on(host, "ls /opt/bbb-fleet/dist | wc -l")).isEqualTo("2");
      assertThat(on(host, "systemctl show -p ExecMainStatus --value bbb-fleet-agent"))
          .isEqualTo("0");
    }
    assertThat(apply(fleet(artifacts, Map.of())).failed()).isEmpty();
  }

  @Test
  void driftIsRepaired() {
    LabHost host = lab.hosts().get(0);
    apply(fleet(artifacts, Map.of()));
    on(
        host,
        "echo x >>/etc/bbb-fleet/agent.yaml; systemctl stop prometheus-node-exporter;"
            + " echo '# mine' >>/root/.ssh/authorized_keys;"
            + " sed -i /fleet-heal/d /root/.ssh/authorized_keys");
    RunReport report = apply(fleet(artifacts, Map.of()));
    assertThat(report.failed()).isEmpty();
    assertThat(report.changes()).isEqualTo(3);
    assertThat(on(host, "grep -c -e '# mine' -e fleet-heal /root/.ssh/authorized_keys"))
        .isEqualTo("2");
  }

  @Test
  @Tag("long")
  void aHostThatPrometheusCannotScrapeIsNotWellHoweverWellItFinds() {
    LabHost watched = lab.host("thirteen");
    apply(fleet(artifacts, Map.of()));
    on(
        watched,
        "nft 'add table inet t; add chain inet t c { type filter hook input priority 0; };"
            + " add rule inet t c iifname != \"lo\" tcp dport 9688 drop';"
            + " : >/etc/default/prometheus");
    try {
      RunReport report = apply(fleet(artifacts, Map.of()));
      assertThat(report.failed()).extracting(HostReport::host).containsExactly("thirteen");
      assertThat(report.failed().get(0).failure())
          .startsWith("thirteen: not well: agent after 90 s: alert AgentDown")
          .contains("sample of the rule");
    } finally {
      on(watched, "nft delete table inet t");
    }
    on(watched, ": >/etc/default/prometheus");
    assertThat(apply(fleet(artifacts, Map.of())).failed()).isEmpty();
  }
}
