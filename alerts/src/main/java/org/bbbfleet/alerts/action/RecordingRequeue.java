package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;

/** Lets BigBlueButton take again the step at which a recording failed or was forgotten. */
@AutoService(Action.class)
public final class RecordingRequeue implements Action {
  @Override
  public String name() {
    return "recording-requeue";
  }

  @Override
  public String effect() {
    return "Asks BigBlueButton's own queue for the step at which a recording failed or was forgotten; raw files stay.";
  }

  @Override
  public Impact impact() {
    return Impact.DISRUPTIVE;
  }

  @Override
  public String undo() {
    return "Nothing to undo: the recording fails again, or is published.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "recording", "[0-9a-f]{40}-[0-9]{13}", "the internal id of the recording's meeting"));
  }

  @Override
  public List<String> fragments() {
    return List.of("recordings");
  }

  @Override
  public Duration timeout() {
    return Duration.ofSeconds(200);
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost("recording-requeue", context.parameter("recording"));
  }
}
