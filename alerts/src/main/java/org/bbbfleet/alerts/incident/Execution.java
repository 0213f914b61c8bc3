package org.bbbfleet.alerts.incident;

import java.util.Optional;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.HostActions;
import org.bbbfleet.alerts.action.HostActions.Effect;
import org.bbbfleet.alerts.action.HostActions.LastLook;
import org.bbbfleet.alerts.action.Outcome;
import org.bbbfleet.alerts.action.Report;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does an action on a host; what it leaves half done is put back before anything else happens. */
final class Execution {
  private static final Logger log = LoggerFactory.getLogger(Execution.class);

  private final HostActions actions;

  Execution(HostActions actions) {
    this.actions = actions;
  }

  /** Whether actions act, or are only described. */
  Effect effect() {
    return actions.effect();
  }

  /** Does it and puts back what is left half done; every failure is in the report. */
  Report run(String host, Catalogue.Bound bound, String holder, LastLook last) {
    return putBack(host, bound, once(host, bound, actions.effect(), holder, last));
  }

  /** Describes it. */
  Report describe(String host, Catalogue.Bound bound) {
    return once(host, bound, Effect.DRY_RUN, "", LastLook.NONE);
  }

  private Report once(
      String host, Catalogue.Bound bound, Effect effect, String holder, LastLook last) {
    try {
      return actions.run(host, bound, effect, holder, last);
    } catch (FleetException e) {
      return new Report(Outcome.NOT_REACHED, e.category() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      log.error("action {} broke on {}", bound.action().name(), host, e);
      return new Report(Outcome.CUT_OFF, "the action broke: " + e);
    }
  }

  /** The report of an action with what became of putting it back, where there was something to. */
  Report putBack(String host, Catalogue.Bound bound, Report report) {
    if (report.outcome() != Outcome.FAILED && report.outcome() != Outcome.CUT_OFF) {
      return report;
    }
    Optional<Report> putBack;
    try {
      putBack = actions.compensate(host, bound);
    } catch (RuntimeException e) {
      log.error("{} could not be put back on {}", bound.action().name(), host, e);
      putBack = Optional.of(new Report(Outcome.FAILED, e.toString()));
    }
    return putBack
        .map(
            after ->
                new Report(
                    report.outcome(),
                    report.output()
                        + "\nput back: "
                        + after.outcome().label()
                        + ": "
                        + after.output()))
        .orElse(report);
  }
}
