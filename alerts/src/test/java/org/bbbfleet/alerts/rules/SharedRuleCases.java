package org.bbbfleet.alerts.rules;

import static org.bbbfleet.alerts.rules.RuleCase.AGENT;
import static org.bbbfleet.alerts.rules.RuleCase.agent;
import static org.bbbfleet.alerts.rules.RuleCase.when;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.rules.haproxy.HaproxyRules;
import org.bbbfleet.alerts.rules.postgres.PostgresRules;
import org.bbbfleet.alerts.rules.redis.RedisRules;

/** The unit tests of the rules for services that hosts share. */
final class SharedRuleCases {
  private static final Map<String, String> SERVER = agent("backend", "web", "server", "a");
  private static final Map<String, String> OTHER = agent("backend", "web", "server", "b");
  private static final Map<String, String> MASTER = agent("master_name", "demo");
  private static final Map<String, String> CLUSTER = agent("cluster", "15-main");

  private SharedRuleCases() {}

  static List<RuleCase> all() {
    return List.of(
        when(HaproxyRules.DOWN)
            .gauge("haproxy_up", AGENT, 0, 1)
            .says("HAProxy on bbb1 does not tell its statistics."),
        when(HaproxyRules.NOT_READ)
            .gauge("haproxy_readable", AGENT, 0, 1)
            .says("The agent of bbb1 may not read HAProxy's statistics."),
        when(HaproxyRules.SERVER_FAILING)
            .counter("haproxy_server_http_responses_total", answers("a", "5xx"), 15, 0)
            .counter("haproxy_server_http_responses_total", answers("a", "2xx"), 5, 20)
            .counter("haproxy_server_response_errors_total", SERVER, 0, 0)
            .counter("haproxy_server_http_responses_total", answers("b", "5xx"), 1, 1)
            .counter("haproxy_server_http_responses_total", answers("b", "2xx"), 20, 20)
            .counter("haproxy_server_response_errors_total", OTHER, 0, 0)
            .beside("haproxy_server_up", SERVER, 1)
            .beside("haproxy_server_up", OTHER, 1)
            .keeps(SERVER)
            .window(RuleCase.STEP, Duration.ofMinutes(2))
            .says("web/a behind HAProxy on bbb1 fails 75% of its requests."),
        when(HaproxyRules.BACKEND_DOWN)
            .gauge("haproxy_backend_up", agent("backend", "web"), 0, 1)
            .keeps(agent("backend", "web"))
            .says("No server of web behind HAProxy on bbb1 is in use."),
        when(HaproxyRules.SERVER_DOWN)
            .gauge("haproxy_server_up", SERVER, 0, 1)
            .beside("haproxy_server_may_be_down", SERVER, 0)
            .beside("haproxy_server_up", OTHER, 0)
            .beside("haproxy_server_may_be_down", OTHER, 1)
            .keeps(SERVER)
            .says("web/a fails the check of HAProxy on bbb1."),
        when(HaproxyRules.SERVER_DRAINED)
            .gauge("haproxy_server_drained", SERVER, 1, 0)
            .keeps(SERVER)
            .says("web/a behind HAProxy on bbb1 is drained."),
        when(RedisRules.DOWN).gauge("redis_up", AGENT, 0, 1).says("Redis on bbb1 does not answer."),
        when(RedisRules.NOT_READ)
            .gauge("redis_readable", agent("server", "sentinel"), 0, 1)
            .keeps(agent("server", "sentinel"))
            .says("The sentinel of bbb1 refuses what the agent asks."),
        when(RedisRules.MASTER_REFUSES)
            .gauge("redis_writable", AGENT, 0, 1)
            .beside("redis_sentinel_master_local", MASTER, 1)
            .beside("redis_sentinel_master_local", agent("master_name", "other"), 0)
            .keeps(MASTER)
            .says(
                "The master of demo, on bbb1, refuses writes; redis_writes_refused names the"
                    + " reason."),
        when(RedisRules.REFUSES)
            .gauge("redis_writable", AGENT, 0, 1)
            .beside("redis_sentinel_master_local", agent("master_name", "other"), 0)
            .says("Redis on bbb1 refuses writes; redis_writes_refused names the reason."),
        when(RedisRules.MASTER_DOWN)
            .gauge("redis_sentinel_master_up", MASTER, 0, 1)
            .keeps(MASTER)
            .says("The master of demo does not answer the Sentinel of bbb1."),
        when(RedisRules.REPLICA_LINK)
            .gauge("redis_master_link_up", AGENT, 0, 1)
            .says("The replica on bbb1 has no connection to its master."),
        when(RedisRules.QUORUM)
            .gauge("redis_sentinel_master_ckquorum_status", MASTER, 0, 1)
            .keeps(MASTER)
            .says("The Sentinel of bbb1 does not reach enough others for demo."),
        when(RedisRules.SENTINEL_DOWN)
            .gauge("redis_sentinel_up", AGENT, 0, 1)
            .says("The Sentinel of bbb1 does not answer."),
        when(PostgresRules.DOWN)
            .gauge("pg_up", CLUSTER, 0, 1)
            .keeps(CLUSTER)
            .says("The cluster 15-main on bbb1 takes no connections."),
        when(PostgresRules.NOT_READ)
            .gauge("pg_readable", CLUSTER, 0, 1)
            .keeps(CLUSTER)
            .says("The cluster 15-main on bbb1 refuses what the agent asks."),
        when(PostgresRules.PRIMARY_DOWN)
            .gauge("pg_wal_receiver_streaming", CLUSTER, 0, 1)
            .gauge("pg_primary_answers", CLUSTER, 0, 1)
            .keeps(CLUSTER)
            .says("The standby 15-main on bbb1 has lost its primary."),
        when(PostgresRules.REPLICATION_STOPPED)
            .gauge("pg_wal_receiver_streaming", CLUSTER, 0, 1)
            .beside("pg_primary_answers", CLUSTER, 1)
            .keeps(CLUSTER)
            .says("The standby 15-main on bbb1 receives nothing, and its primary answers."),
        when(PostgresRules.LAG)
            .gauge("pg_replication_lag_seconds", CLUSTER, 90, 30)
            .keeps(CLUSTER)
            .says("The standby 15-main on bbb1 is 1m 30s behind."),
        when(PostgresRules.CONNECTIONS)
            .gauge("pg_connections", CLUSTER, 85, 80)
            .beside("pg_settings_max_connections", CLUSTER, 100)
            .keeps(CLUSTER)
            .says("85% of the connections of 15-main on bbb1 are taken."));
  }

  private static Map<String, String> answers(String server, String code) {
    return agent("backend", "web", "server", server, "code", code);
  }
}
