package org.bbbfleet.app.service.status;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the fleet at a steady pace, so that many open status pages cost Prometheus no more than
 * one. A measurement that fails removes the last one: what is not measured is not shown as known.
 */
public final class StatusPoller implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StatusPoller.class);

  private final AtomicReference<Measurement> last = new AtomicReference<>();
  private final ScheduledExecutorService executor;
  private boolean failing;

  public StatusPoller(SignalSource source, Clock clock, Duration pace) {
    executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "status-poller");
              thread.setDaemon(true);
              return thread;
            });
    executor.scheduleWithFixedDelay(
        () -> measure(source, clock), 0, pace.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void measure(SignalSource source, Clock clock) {
    try {
      last.set(Measurement.take(source, clock.instant()));
      failing = false;
    } catch (FleetException e) {
      last.set(null);
      if (!failing) {
        log.warn("the fleet can't be measured: {}", e.getMessage());
      }
      failing = true;
    } catch (RuntimeException e) {
      last.set(null);
      log.error("the fleet can't be measured", e);
    }
  }

  /** The last measurement, or nothing when Prometheus does not answer. */
  Optional<Measurement> last() {
    return Optional.ofNullable(last.get());
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
