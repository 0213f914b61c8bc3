package org.bbbfleet.alerts.rules;

import static org.bbbfleet.alerts.rules.RuleCase.AGENT;
import static org.bbbfleet.alerts.rules.RuleCase.agent;
import static org.bbbfleet.alerts.rules.RuleCase.when;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.rules.backups.BackupRules;
import org.bbbfleet.alerts.rules.certificates.CertificateRules;
import org.bbbfleet.alerts.rules.coturn.CoturnRules;
import org.bbbfleet.alerts.rules.disk.DiskRules;
import org.bbbfleet.alerts.rules.docker.DockerRules;
import org.bbbfleet.alerts.rules.drbd.DrbdRules;
import org.bbbfleet.alerts.rules.fail2ban.Fail2banRules;
import org.bbbfleet.alerts.rules.greenlight.GreenlightRules;
import org.bbbfleet.alerts.rules.pacemaker.PacemakerRules;

/** The unit tests of the rules for what surrounds BigBlueButton. */
final class SurroundingRuleCases {
  private static final Map<String, String> FILE = agent("path", "/etc/nginx/ssl/a.crt");
  private static final Map<String, String> DISK =
      Map.of(
          "host", "bbb1",
          "instance", "bbb1:9100",
          "job", "node",
          "device", "/dev/sda1",
          "fstype", "ext4",
          "mountpoint", "/var");
  private static final Map<String, String> SET = agent("set", "postgres");
  private static final Map<String, String> VOLUME = agent("resource", "r0", "peer_node_id", "");

  private SurroundingRuleCases() {}

  static List<RuleCase> all() {
    return List.of(
        // The clock of these tests begins in 1970.
        when(CertificateRules.ENDS)
            .gauge("certificate_chain_end_timestamp_seconds", FILE, 1_000_000, 9_000_000)
            .keeps(FILE)
            .says("The certificate /etc/nginx/ssl/a.crt on bbb1 ends in 11d 13h 31m 40s."),
        when(CertificateRules.ENDS_NOW)
            .gauge("certificate_chain_end_timestamp_seconds", FILE, 100_000, 9_000_000)
            .keeps(FILE)
            .says(
                "The certificate /etc/nginx/ssl/a.crt on bbb1 ends in 1d 3h 41m 40s; a negative time"
                    + " is past."),
        when(CertificateRules.NOT_READ)
            .gauge("certificate_unreadable_count", AGENT, 2, 0)
            .says("2 files or directories for certificates on bbb1 are closed to the agent."),
        when(DiskRules.OUT_OF_SPACE)
            .gauge("node_filesystem_avail_bytes", DISK, 5, 50)
            .beside("node_filesystem_size_bytes", DISK, 100)
            .beside("node_filesystem_readonly", DISK, 0)
            .keeps(DISK)
            .says("/var on bbb1 has 5% left."),
        when(Fail2banRules.DOWN)
            .gauge("fail2ban_up", AGENT, 0, 1)
            .says("fail2ban on bbb1 does not answer its client."),
        when(Fail2banRules.NO_JAILS)
            .gauge("fail2ban_jails", AGENT, 0, 1)
            .says("fail2ban on bbb1 has no jail."),
        when(PacemakerRules.DOWN)
            .gauge("pacemaker_up", AGENT, 0, 1)
            .says("Pacemaker on bbb1 gives no state of the cluster."),
        when(PacemakerRules.NODE_OFFLINE)
            .gauge("ha_cluster_pacemaker_nodes", node("online"), 0, 1)
            .beside("ha_cluster_pacemaker_nodes", node("standby"), 0)
            .keeps(node("online"))
            .says("n2 is offline as bbb1 sees it."),
        when(PacemakerRules.RESOURCE_FAILED)
            .gauge("ha_cluster_pacemaker_resources", resource("failed"), 1, 0)
            .beside("ha_cluster_pacemaker_resources", resource("active"), 1)
            .keeps(resource("failed"))
            .says("IP-rsc has failed on n1, as bbb1 sees it."),
        when(PacemakerRules.THRESHOLD)
            .gauge("ha_cluster_pacemaker_fail_count", history(), 2, 1)
            .beside("ha_cluster_pacemaker_migration_threshold", history(), 2)
            .keeps(history())
            .says("IP-rsc may not run on n1 any more, as bbb1 sees it."),
        when(PacemakerRules.NO_QUORUM)
            .gauge("ha_cluster_corosync_quorate", AGENT, 0, 1)
            .says("bbb1 belongs to a part of the cluster without quorum."),
        when(PacemakerRules.LINK_FAULTY)
            .gauge("ha_cluster_corosync_ring_errors", AGENT, 1, 0)
            .says("1 links of bbb1 are faulty or without their peer."),
        when(DrbdRules.STANDALONE)
            .gauge("drbd_standalone", VOLUME, 1, 0)
            .keeps(agent("resource", "r0"))
            .says("r0 on bbb1 does not connect by itself any more."),
        when(DrbdRules.DISCONNECTED)
            .gauge("drbd_connected", VOLUME, 0, 1)
            .keeps(agent("resource", "r0"))
            .says("r0 on bbb1 has no connection to the other side."),
        when(DrbdRules.DISK)
            .gauge("drbd_disk_up_to_date", agent("resource", "r0", "volume", "0"), 0, 1)
            .keeps(agent("resource", "r0", "volume", "0"))
            .says("The disk of r0 on bbb1 is not up to date."),
        when(BackupRules.OLD)
            .gauge("backup_last_timestamp_seconds", SET, -100_000, 900_000)
            .beside("backup_within_seconds", SET, 90_000)
            .keeps(SET)
            .says("The newest backup of postgres on bbb1 is 1d 4h 1m 40s old."),
        when(BackupRules.NONE)
            .gauge("backup_files", SET, 0, 1)
            .beside("backup_directory_readable", SET, 1)
            .keeps(SET)
            .says("The set postgres on bbb1 has no backup, or its directory can not be listed."),
        when(BackupRules.SMALL)
            .gauge("backup_size_bytes", SET, 49, 50)
            .beside("backup_previous_size_bytes", SET, 100)
            .beside("backup_least_bytes", SET, 1)
            .keeps(SET)
            .says("The newest backup of postgres on bbb1 is too small."),
        when(CoturnRules.DOWN)
            .gauge("coturn_up", AGENT, 0, 1)
            .says("coturn on bbb1 does not run or does not listen."),
        when(CoturnRules.RELAYS)
            .gauge("coturn_allocations", AGENT, 90, 80)
            .beside("coturn_relay_ports", AGENT, 100)
            .says("90% of the relay ports of coturn on bbb1 are in use."),
        when(CoturnRules.DROPS)
            .counter("coturn_udp_drops_total", AGENT, 300, 0)
            .window(RuleCase.STEP.multipliedBy(11), Duration.ofMinutes(5))
            .says("coturn on bbb1 loses 20 datagrams per second in the kernel."),
        when(DockerRules.DOWN)
            .gauge("docker_up", AGENT, 0, 1)
            .says("Docker on bbb1 does not answer through its gate."),
        when(DockerRules.RESTARTS)
            .counter("docker_container_restarts", agent("container", "hall"), 1, 0)
            .keeps(agent("container", "hall"))
            .window(Duration.ofMinutes(15), Duration.ofMinutes(15))
            .says("hall on bbb1 was started again 60 times in 15 minutes."),
        when(DockerRules.FAILED)
            .gauge("docker_container_exit_code", agent("container", "hall"), 137, 0)
            .keeps(agent("container", "hall"))
            .says("hall on bbb1 has ended with code 137."),
        when(GreenlightRules.DOWN)
            .gauge("greenlight_up", AGENT, 0, 1)
            .says(
                "Greenlight on bbb1 does not answer its health check; see greenlight_failure for the"
                    + " reason."),
        when(GreenlightRules.UNHEALTHY)
            .gauge("greenlight_unhealthy", agent("component", "redis"), 1, 0)
            .keeps(agent("component", "redis"))
            .says("Greenlight on bbb1 can not use: redis."));
  }

  private static Map<String, String> node(String status) {
    return agent("node", "n2", "type", "member", "status", status);
  }

  private static Map<String, String> history() {
    return agent("node", "n1", "resource", "IP-rsc");
  }

  private static Map<String, String> resource(String status) {
    return agent(
        "node",
        "n1",
        "resource",
        "IP-rsc",
        "role",
        "started",
        "managed",
        "true",
        "status",
        status,
        "agent",
        "ocf:heartbeat:IPaddr2",
        "group",
        "APCLUSTER");
  }
}
