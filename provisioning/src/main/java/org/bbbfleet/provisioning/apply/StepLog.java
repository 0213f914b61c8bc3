package org.bbbfleet.provisioning.apply;

import java.util.Optional;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.plan.HostPlan;
import org.bbbfleet.provisioning.resource.Change;
import org.bbbfleet.provisioning.resource.Handler;

/** Names the steps, passes progress on, and keeps the first failure. */
final class StepLog implements StepReader.Listener {
  private final HostPlan plan;
  private final Applier.Progress progress;
  private Optional<String> failure = Optional.empty();

  StepLog(HostPlan plan, Applier.Progress progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Whether nothing has failed. */
  boolean well() {
    return failure.isEmpty();
  }

  /** What a step is, for people. */
  String what(int step) {
    if (step < plan.changes().size()) {
      Change change = plan.changes().get(step);
      return change.kind() + " " + change.name();
    }
    Handler handler = plan.handlers().get(step - plan.changes().size());
    return handler.toString();
  }

  @Override
  public void began(int step) {
    progress.began(step, what(step));
  }

  @Override
  public void ended(int step, int status, String output) {
    Optional<String> why =
        status == 0
            ? Optional.empty()
            : Optional.of(what(step) + ": " + (output.isEmpty() ? "status " + status : output));
    if (failure.isEmpty()) {
      failure = why;
    }
    progress.ended(step, what(step), why);
  }

  @Override
  public void output(String line) {
    progress.output(line);
  }

  /** Throws if something failed. */
  void finish() {
    failure.ifPresent(
        why -> {
          throw new FleetException(ErrorCategory.REMOTE, plan.host() + ": " + why);
        });
  }
}
