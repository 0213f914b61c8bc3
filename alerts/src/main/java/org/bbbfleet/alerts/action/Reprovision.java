package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;

/**
 * Brings one role of the host back to what the inventory and the role say, by a run of the
 * provisioner; a dry run is that run's plan. Where the service provisions nothing it says what an
 * admin runs.
 */
@AutoService(Action.class)
public final class Reprovision implements Action {
  @Override
  public String name() {
    return "reprovision";
  }

  @Override
  public String effect() {
    return "Provisions one role of the host anew: what differs from the inventory is put right, what"
        + " changed is reloaded or restarted.";
  }

  @Override
  public Impact impact() {
    return Impact.DESTRUCTIVE;
  }

  @Override
  public String undo() {
    return "Nothing undoes a run: change the inventory and provision again; the run's record says"
        + " what it changed.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.literal("role", "[a-z][a-z0-9-]{0,39}", "a role that the host carries: agent"));
  }

  /** Longer than a host is taken at a time: the run renews the lease that the incident has. */
  @Override
  public Duration timeout() {
    return Duration.ofMinutes(20);
  }

  @Override
  public List<String> fragments() {
    return List.of("provision");
  }

  /** A run does not come through the host's script, so that is asked whether it may be. */
  @Override
  public Report run(ActionContext context) {
    Report may = context.onHost("may-act");
    return switch (may.outcome()) {
      case DONE, DRY_RUN -> context.provision(context.parameter("role"));
      case FAILED, NOTHING_TO_DO ->
          new Report(
              Outcome.REFUSED,
              "whether somebody stopped the healer on this host is not known: " + may.output());
      default -> may;
    };
  }
}
