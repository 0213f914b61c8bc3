package org.bbbfleet.app.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.bbbfleet.app.cli.Terminal;

/** Breaks real things and watches the product notice and mend them. */
final class Demo {
  private static final Duration PACE = Duration.ofMillis(250);
  private static final Duration QUIET_WITHIN = Duration.ofSeconds(90);
  private static final Duration HEALED_WITHIN = Duration.ofSeconds(100);
  private static final Duration RESOLVED_WITHIN = Duration.ofSeconds(90);

  private final Terminal terminal;
  private final Stage stage;
  private final CountDownLatch stop;

  /**
   * Prepares the demo.
   *
   * @param stop counted down when the user wants it to end
   */
  Demo(Terminal terminal, Stage stage, CountDownLatch stop) {
    this.terminal = terminal;
    this.stage = stage;
    this.stop = stop;
  }

  /** Runs all faults once: whether each was healed and each alert resolved. */
  boolean play() {
    stage.raise();
    Stage.Addresses at = stage.addresses();
    terminal.line(
        "console  "
            + at.console()
            + "   prometheus  "
            + at.prometheus()
            + "   alertmanager  "
            + at.alertmanager());
    Timeline timeline = new Timeline(terminal);
    Observer observer = new Observer(at, timeline);
    if (!await(QUIET_WITHIN, observer, () -> observer.active().isEmpty())) {
      terminal.line(terminal.bad("alerts before the first fault: " + observer.active()));
      return false;
    }
    observer.skipPast();
    List<String> failures = new ArrayList<>();
    List<Stage.Fault> struck = new ArrayList<>();
    for (Stage.Fault fault : stage.faults()) {
      timeline.restart();
      timeline.say(fault.host(), "fault", fault.strike().get());
      struck.add(fault);
      boolean done =
          await(HEALED_WITHIN, observer, () -> observer.healed(fault) || observer.escalated(fault));
      if (!done || !observer.healed(fault)) {
        failures.add(fault.alert() + " on " + fault.host() + " was not healed");
      }
    }
    await(RESOLVED_WITHIN, observer, () -> struck.stream().allMatch(observer::resolved));
    for (Stage.Fault fault : struck) {
      if (!observer.resolved(fault)) {
        failures.add(fault.alert() + " on " + fault.host() + " did not resolve");
      }
    }
    if (stop.getCount() == 0) {
      failures.add("stopped");
    }
    terminal.line("");
    if (failures.isEmpty()) {
      terminal.line(
          terminal.good(
              String.format(
                  Locale.ROOT,
                  "%d faults, %d healed, %d resolved",
                  struck.size(),
                  struck.size(),
                  struck.size())));
    } else {
      failures.forEach(failure -> terminal.line(terminal.bad(failure)));
    }
    return failures.isEmpty();
  }

  private boolean await(Duration within, Observer observer, BooleanSupplier condition) {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      observer.look();
      if (condition.getAsBoolean()) {
        return true;
      }
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        if (stop.await(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
          return false;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
