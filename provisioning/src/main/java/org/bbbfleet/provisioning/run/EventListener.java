package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.bbbfleet.core.inventory.Host;

/** Turns what a listener hears into events. */
final class EventListener implements RunListener {
  private final Clock clock;
  private final Consumer<RunEvent> events;
  private volatile String run = "";

  EventListener(Clock clock, Consumer<RunEvent> events) {
    this.clock = requireNonNull(clock, "clock is null");
    this.events = requireNonNull(events, "events is null");
  }

  private void tell(BiFunction<String, Instant, RunEvent> event) {
    events.accept(event.apply(run, clock.instant()));
  }

  @Override
  public void begun(RunRequest request) {
    run = request.id();
    tell((id, at) -> new RunEvent.Started(id, at, request));
  }

  @Override
  public void started(Host host) {
    tell((id, at) -> new RunEvent.HostStarted(id, at, host.name()));
  }

  @Override
  public void warned(Host host, String message) {
    tell((id, at) -> new RunEvent.Warned(id, at, host.name(), message));
  }

  @Override
  public void planned(Host host, int changes) {
    tell((id, at) -> new RunEvent.HostPlanned(id, at, host.name(), changes));
  }

  @Override
  public void step(Host host, int number, int of, String what) {
    tell((id, at) -> new RunEvent.Step(id, at, host.name(), number, of, what));
  }

  @Override
  public void verifying(Host host) {
    tell((id, at) -> new RunEvent.Verifying(id, at, host.name()));
  }

  @Override
  public void finished(HostReport report) {
    tell((id, at) -> new RunEvent.HostDone(id, at, report));
  }

  @Override
  public void ended(RunReport report) {
    tell((id, at) -> new RunEvent.Done(id, at, report.state(), report.stopped()));
  }
}
