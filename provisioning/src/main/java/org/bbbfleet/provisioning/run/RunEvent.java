package org.bbbfleet.provisioning.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/**
 * What happens in a run, as it happens. As JSON ({@link RunJson}) each has {@code event}, {@code
 * run} and {@code at}. Holds no secret.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RunEvent.Started.class, name = "started"),
  @JsonSubTypes.Type(value = RunEvent.HostStarted.class, name = "host-started"),
  @JsonSubTypes.Type(value = RunEvent.Warned.class, name = "warned"),
  @JsonSubTypes.Type(value = RunEvent.HostPlanned.class, name = "host-planned"),
  @JsonSubTypes.Type(value = RunEvent.Step.class, name = "step"),
  @JsonSubTypes.Type(value = RunEvent.Verifying.class, name = "verifying"),
  @JsonSubTypes.Type(value = RunEvent.HostDone.class, name = "host-done"),
  @JsonSubTypes.Type(value = RunEvent.Beat.class, name = "beat"),
  @JsonSubTypes.Type(value = RunEvent.Done.class, name = "done")
})
public sealed interface RunEvent {

  /** The run's id. */
  String run();

  /** When it happened. */
  Instant at();

  /** The run begins. */
  record Started(String run, Instant at, RunRequest request) implements RunEvent {}

  /** A host is being connected to. */
  record HostStarted(String run, Instant at, String host) implements RunEvent {}

  /** Something about a host is odd; the run goes on. */
  record Warned(String run, Instant at, String host, String message) implements RunEvent {}

  /** A host's facts are in; so many changes are to be made. */
  record HostPlanned(String run, Instant at, String host, int changes) implements RunEvent {}

  /**
   * A step begins on a host.
   *
   * @param number from 1
   * @param of how many there are; handlers come after these
   * @param what one line for people
   */
  record Step(String run, Instant at, String host, int number, int of, String what)
      implements RunEvent {}

  /** A host's changes are made; its signals are being read. */
  record Verifying(String run, Instant at, String host) implements RunEvent {}

  /** A host is done, or was not started and will not be. */
  record HostDone(String run, Instant at, HostReport report) implements RunEvent {}

  /** Whoever runs it is alive. */
  record Beat(String run, Instant at) implements RunEvent {}

  /**
   * The run is over.
   *
   * @param state how it ended
   * @param stopped why it ended before all hosts were done; empty when it did not
   */
  record Done(String run, Instant at, RunState state, String stopped) implements RunEvent {}
}
