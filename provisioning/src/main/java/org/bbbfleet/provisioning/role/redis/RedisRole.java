package org.bbbfleet.provisioning.role.redis;

import static org.bbbfleet.alerts.action.ActionCall.redisFailover;
import static org.bbbfleet.alerts.action.ActionCall.restartUnit;
import static org.bbbfleet.alerts.action.ActionCall.startUnit;
import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;
import static org.bbbfleet.provisioning.role.Watched.mendable;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.redis.RedisRules;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;

/** A Redis that somebody installed, with or without Sentinel: watched, not provisioned. */
@AutoService(Role.class)
public final class RedisRole implements Role {
  private static final String SERVER = "redis-server.service";
  private static final String SENTINEL = "redis-sentinel.service";
  private static final Duration ELECTED = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public List<String> groups() {
    return List.of("redis");
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(RedisRules.DOWN)
            .first(startUnit(SERVER))
            .step(restartUnit(SERVER), Mode.PROPOSE, Duration.ofMinutes(1))
            .thenAPerson(),
        Policy.on(RedisRules.NOT_READ)
            .onlyAPerson("the password is missing, and only its admin has it"),
        Policy.on(RedisRules.MASTER_REFUSES)
            .step(redisFailover(), Mode.PROPOSE, ELECTED)
            .thenAPerson(),
        Policy.on(RedisRules.REFUSES)
            .onlyAPerson("room has to be made, and what may go is not known"),
        Policy.on(RedisRules.MASTER_DOWN)
            .step(redisFailover(), Mode.PROPOSE, ELECTED)
            .thenAPerson(),
        Policy.on(RedisRules.REPLICA_LINK)
            .onlyAPerson("it connects by itself as soon as its master can be reached"),
        Policy.on(RedisRules.QUORUM)
            .onlyAPerson("the missing Sentinels have alerts of their own, on their hosts"),
        Policy.on(RedisRules.SENTINEL_DOWN)
            .first(startUnit(SENTINEL))
            .then(restartUnit(SENTINEL))
            .thenAPerson());
  }

  // Of three Sentinels two must be left, else none of them may decide anything.
  @Override
  public int minHealthy() {
    return 2;
  }

  @Override
  public Declaration on(HostView host) {
    return role("redis").watchedBy(exporter("redis"), mendable(SERVER), mendable(SENTINEL));
  }
}
