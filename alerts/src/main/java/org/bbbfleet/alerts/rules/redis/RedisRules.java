package org.bbbfleet.alerts.rules.redis;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.redis.RedisMetrics;

/** Redis and Sentinel: sessions and queues of Scalelite, Greenlight and PeerTube. */
@AutoService(RuleGroup.class)
public final class RedisRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("redis");
  private static final List<String> TARGET = List.of("host", "instance", "job");
  private static final List<String> MASTER = List.of("host", "instance", "job", "master_name");

  /** Redis does not answer. */
  public static final Rule DOWN =
      new Rule(
              "RedisDown",
              metric(RedisMetrics.UP).is(0),
              Duration.ofMinutes(1),
              Severity.CRITICAL,
              EVIDENCE,
              "Redis does not answer.",
              "Redis on {{ $labels.host }} does not answer.",
              """
          **Meaning.** Nobody listens at its port, or it does not answer in time.

          **Impact.** If it is the master: whoever uses it stands still until Sentinel has made another
          one the master; without Sentinel for as long as this lasts. If it is a replica: there is one
          less to take over.

          **Diagnosis.** `systemctl status redis-server`, its log; was it killed for want of memory?

          **Mitigation.** Start it. A master that was replaced becomes a replica by itself.
          """)
          .wellWhen(metric(RedisMetrics.UP).is(1));

  /** A password is missing. */
  public static final Rule NOT_READ =
      new Rule(
          "RedisNotMeasured",
          metric(RedisMetrics.READABLE).is(0),
          Duration.ofMinutes(15),
          Severity.WARNING,
          EVIDENCE,
          "Redis or Sentinel tells the agent nothing.",
          "The {{ $labels.server }} of {{ $labels.host }} refuses what the agent asks.",
          """
          **Meaning.** It answers and wants a password that the agent does not have.

          **Impact.** Nobody notices when it takes no writes, or when its replicas are lost.

          **Diagnosis.** The page of the exporter `redis`; `requirepass` in its configuration.

          **Mitigation.** Give the agent `password_file` or `sentinel_password_file`.
          """);

  /** The master that Sentinel has for well takes no writes. */
  public static final Rule MASTER_REFUSES =
      new Rule(
              "RedisMasterRefusesWrites",
              metric(RedisMetrics.MASTER_LOCAL)
                  .is(1)
                  .andOn(TARGET, metric(RedisMetrics.WRITABLE).is(0)),
              Duration.ofMinutes(1),
              Severity.CRITICAL,
              EVIDENCE,
              "Redis' master refuses writes, and Sentinel leaves it the master.",
              "The master of {{ $labels.master_name }}, on {{ $labels.host }}, refuses writes;"
                  + " redis_writes_refused names the reason.",
              """
          **Meaning.** It is the master by Sentinel's word, and would not take a write. disk: its last save
          failed, which Sentinel notices after its `down-after-milliseconds`, and did not mend; memory: it
          is full; replicas: fewer follow than it wants: neither of which Sentinel notices.

          **Impact.** Whoever writes gets errors: no meetings are created, nobody signs in.

          **Diagnosis.** `redis_writes_refused`; disk: `df`, its log; memory: `redis-cli INFO memory`. Can
          Sentinel replace it: `redis_sentinel_master_ckquorum_status`?

          **Mitigation.** disk: another one has its own disk: `redis-failover`, then make room here: until
          then this one, a replica by then, ends itself with the first write that it is sent (RedisDown).
          memory and replicas: a replica has the same data and the same peers, so that replacing the
          master helps little; raise `maxmemory`, or mend the replicas.
          """)
          .wellWhen(
              metric(RedisMetrics.MASTER_UP)
                  .is(1)
                  .unlessOn(MASTER, metric(RedisMetrics.MASTER_LOCAL).is(1))
                  .or(
                      metric(RedisMetrics.MASTER_LOCAL)
                          .is(1)
                          .andOn(TARGET, metric(RedisMetrics.WRITABLE).is(1))));

  /** A Redis without a Sentinel here takes no writes. */
  public static final Rule REFUSES =
      new Rule(
          "RedisRefusesWrites",
          metric(RedisMetrics.WRITABLE)
              .is(0)
              .unlessOn(TARGET, metric(RedisMetrics.MASTER_LOCAL).is(1)),
          Duration.ofMinutes(1),
          Severity.CRITICAL,
          EVIDENCE,
          "Redis refuses writes.",
          "Redis on {{ $labels.host }} refuses writes; redis_writes_refused names the reason.",
          """
          **Meaning.** It would not take a write, and no Sentinel on this host has it for the master.

          **Impact.** Whoever writes gets errors.

          **Diagnosis.** `redis_writes_refused`: disk: `df`, its log; memory: `redis-cli INFO memory`.

          **Mitigation.** Make room; it takes writes again after the next save that succeeds (`redis-cli
          BGSAVE`).
          """);

  /** Sentinel does not reach a master and replaces it not. */
  public static final Rule MASTER_DOWN =
      new Rule(
              "RedisMasterDown",
              metric(RedisMetrics.MASTER_UP).is(0),
              Duration.ofMinutes(2),
              Severity.CRITICAL,
              EVIDENCE,
              "Redis has no master that answers, and Sentinel does nothing.",
              "The master of {{ $labels.master_name }} does not answer the Sentinel of"
                  + " {{ $labels.host }}.",
              """
          **Meaning.** For two minutes this Sentinel has had the master for down, and no other one became
          the master. Either too few Sentinels agree, or none of the replicas will do.

          **Impact.** If the master is down: whoever uses this Redis stands still.

          **Diagnosis.** `redis-cli -p 26379 SENTINEL MASTER NAME` (flags) and `SENTINEL CKQUORUM NAME` on
          each Sentinel. Only one has it for down: it is the network there.

          **Mitigation.** Start the master. If that can't be: `redis-failover`, which is refused without
          quorum and without a replica that is well.
          """)
          .wellWhen(metric(RedisMetrics.MASTER_UP).is(1));

  /** A replica follows nobody. */
  public static final Rule REPLICA_LINK =
      new Rule(
          "RedisReplicaLinkDown",
          metric(RedisMetrics.LINK_UP).is(0),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "A replica of Redis is not connected to its master.",
          "The replica on {{ $labels.host }} has no connection to its master.",
          """
          **Meaning.** It does not follow: the master is down, the network between is, or `masterauth` is
          wrong.

          **Impact.** It can't take over with what was written since.

          **Diagnosis.** `redis-cli INFO replication`; its log.

          **Mitigation.** Mend the master or the way to it; it connects by itself.
          """);

  /** Too few Sentinels. */
  public static final Rule QUORUM =
      new Rule(
          "RedisQuorumLost",
          metric(RedisMetrics.QUORUM).is(0),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "Too few Sentinels are there to replace Redis' master.",
          "The Sentinel of {{ $labels.host }} does not reach enough others for"
              + " {{ $labels.master_name }}.",
          """
          **Meaning.** Fewer Sentinels than the quorum, or no majority of those that are known, can be
          reached.

          **Impact.** If the master fails now, nobody replaces it.

          **Diagnosis.** `redis-cli -p 26379 SENTINEL CKQUORUM NAME`. Sentinels that were removed still
          count until `SENTINEL RESET NAME`.

          **Mitigation.** Start the missing Sentinels; three on three hosts are the least that hold.
          """);

  /** Sentinel itself is gone. */
  public static final Rule SENTINEL_DOWN =
      new Rule(
              "RedisSentinelDown",
              metric(RedisMetrics.SENTINEL_UP).is(0),
              Duration.ofMinutes(1),
              Severity.WARNING,
              EVIDENCE,
              "Sentinel does not answer.",
              "The Sentinel of {{ $labels.host }} does not answer.",
              """
          **Meaning.** Nobody listens at its port, or it does not answer in time.

          **Impact.** There is one less to agree that the master is down.

          **Diagnosis.** `systemctl status redis-sentinel`, its log.

          **Mitigation.** Start it. It holds nothing that a restart could lose.
          """)
          .wellWhen(metric(RedisMetrics.SENTINEL_UP).is(1));

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public List<Rule> rules() {
    return List.of(
        DOWN, NOT_READ, MASTER_REFUSES, REFUSES, MASTER_DOWN, REPLICA_LINK, QUORUM, SENTINEL_DOWN);
  }
}
