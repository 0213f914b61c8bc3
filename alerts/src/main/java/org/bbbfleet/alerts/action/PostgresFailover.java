package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.inventory.Host;

/**
 * Makes the standby of this host the primary. With Patroni, Patroni does it. Without, the primary
 * must be dead for certain: a unit fenced it, or this host and another of the fleet both see that
 * nobody listens there.
 */
@AutoService(Action.class)
public final class PostgresFailover implements Action {
  /** The role whose hosts see the fleet. */
  private static final String CONTROL = "serve";

  /** What a second host is asked takes seconds. */
  private static final Duration WITNESS = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "postgres-failover";
  }

  @Override
  public String effect() {
    return "Makes this host's standby the primary of PostgreSQL: by Patroni where it is, else only"
        + " when the primary is fenced or seen dead from two hosts; what was not replicated is"
        + " lost.";
  }

  @Override
  public Impact impact() {
    return Impact.DESTRUCTIVE;
  }

  @Override
  public boolean answersForOthers() {
    return true;
  }

  @Override
  public String undo() {
    return "With Patroni another failover; without, the old primary must be made a standby of the new"
        + " one (pg_rewind) before it is started.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "cluster",
            "[A-Za-z0-9][A-Za-z0-9_.-]{0,99}",
            "the cluster: 15-main as Debian has it, or Patroni's scope"));
  }

  @Override
  public Duration timeout() {
    return Duration.ofMinutes(4);
  }

  @Override
  public List<String> fragments() {
    return List.of("postgres");
  }

  @Override
  public Report run(ActionContext context) {
    String cluster = context.parameter("cluster");
    Report seen = witness(context, cluster);
    if (seen.outcome() == Outcome.HELD_BACK) {
      return seen;
    }
    boolean dead = seen.outcome() == Outcome.DONE || seen.outcome() == Outcome.DRY_RUN;
    Report done = context.onHost("postgres-failover", cluster, dead ? "seen" : "unseen");
    return done.outcome() == Outcome.REFUSED && !dead
        ? new Report(done.outcome(), done.output() + "\nthe second host: " + seen.output())
        : done;
  }

  /** What a control host other than this one sees of the primary. */
  private static Report witness(ActionContext context, String cluster) {
    return context.fleet().carrying(CONTROL).stream()
        .map(Host::name)
        .filter(name -> !name.equals(context.host()))
        .findFirst()
        .map(name -> context.on(name, WITNESS, "postgres-primary-refuses", cluster))
        .orElse(
            new Report(Outcome.REFUSED, "the fleet has no control host besides " + context.host()));
  }
}
