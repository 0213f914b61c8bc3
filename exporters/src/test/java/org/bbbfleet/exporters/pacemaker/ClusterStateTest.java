package org.bbbfleet.exporters.pacemaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/** Pages are recordings of Pacemaker 2.1.5's crm_mon on a cluster's stored state. */
final class ClusterStateTest {

  private static String recording(String name) {
    try (InputStream in = ClusterStateTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Example
  void bothFormsOfThePageSayTheSame() {
    for (String name : List.of("crm_mon.xml", "crm_mon-as-xml.xml")) {
      isUnderstood(name, ClusterState.read(recording(name)).orElseThrow());
    }
  }

  private static void isUnderstood(String name, Samples s) {
    assertThat(s.value(PacemakerMetrics.NODES, "n1", "member", "online")).as(name).isEqualTo(1);
    assertThat(s.value(PacemakerMetrics.NODES, "n1", "member", "dc")).as(name).isEqualTo(1);
    assertThat(s.value(PacemakerMetrics.NODES, "n2", "member", "standby")).as(name).isEqualTo(1);
    assertThat(s.value(PacemakerMetrics.NODES, "n3", "member", "online")).as(name).isZero();
    assertThat(
            resource(s, "n1", "IP-rsc", "started", "failed", "ocf:heartbeat:IPaddr2", "APCLUSTER"))
        .as(name)
        .isEqualTo(1);
    assertThat(resource(s, "", "Nginx-rsc", "stopped", "active", "systemd:nginx", "APCLUSTER"))
        .as(name)
        .isZero();
    assertThat(
            s.value(
                PacemakerMetrics.RESOURCES,
                "n1",
                "DRBD_r0",
                "master",
                "true",
                "active",
                "ocf:linbit:drbd",
                "",
                "ms_r0"))
        .as(name)
        .isEqualTo(1);
    assertThat(s.value(PacemakerMetrics.FAIL_COUNT, "n1", "IP-rsc")).as(name).isEqualTo(3);
    assertThat(s.value(PacemakerMetrics.THRESHOLD, "n1", "IP-rsc")).as(name).isEqualTo(2);
    assertThat(s.value(PacemakerMetrics.STONITH)).as(name).isZero();
    assertThat(s.value(PacemakerMetrics.CHANGED)).as(name).isPositive();
    assertThat(s.value(PacemakerMetrics.ATTRIBUTES, "n1", "master-DRBD_r0", "10000"))
        .as(name)
        .isEqualTo(1);
  }

  private static double resource(
      Samples s, String node, String id, String role, String status, String agent, String group) {
    return s.value(PacemakerMetrics.RESOURCES, node, id, role, "true", status, agent, group, "");
  }

  @Example
  void bansAreConstraints() {
    Samples samples = ClusterState.read(recording("crm_mon.xml")).orElseThrow();
    assertThat(
            samples.value(PacemakerMetrics.CONSTRAINTS, "cli-ban-IP-rsc-on-n2", "n2", "IP-rsc", ""))
        .isEqualTo(-1_000_000);
  }

  @Example
  void anythingElseIsNoState() {
    for (String page :
        List.of(
            "",
            "crm_mon: Error: cluster is not available on this node",
            "<pacemaker-result><status code=\"102\" message=\"Not connected\"/></pacemaker-result>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><crm_mon><nodes><node name='&b;'/></nodes></crm_mon>",
            "<crm_mon><nodes>" + "<a>".repeat(100))) {
      assertThat(ClusterState.read(page)).as(page).isEmpty();
    }
  }

  @Property(tries = 300)
  void aDamagedPageIsAStateOrNone(@ForAll int where, @ForAll String damage) {
    String page = recording("crm_mon.xml");
    int at = Math.floorMod(where, page.length());
    Optional<Samples> state =
        ClusterState.read(page.substring(0, at) + damage + page.substring(at));
    state.ifPresent(
        samples -> {
          for (Metric metric : samples.metrics()) {
            for (List<String> labels : samples.series(metric)) {
              assertThat(labels).allMatch(label -> label.matches("[ -~]{0,100}"));
            }
          }
        });
  }

  @Property
  void anyTextOfTheQuorumIsHarmless(@ForAll String text) {
    assertThat(Quorum.faults(text)).isNotNegative();
    Quorum.votes("Quorate:          No\n" + text + "\nMembership information\n" + text)
        .ifPresent(votes -> assertThat(votes.value(PacemakerMetrics.QUORATE)).isBetween(0.0, 1.0));
    assertThat(Quorum.votes(text.replace("Quorate", ""))).isEmpty();
  }
}
