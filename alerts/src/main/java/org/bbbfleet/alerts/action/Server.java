package org.bbbfleet.alerts.action;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.inventory.Host;

/**
 * A BigBlueButton server and the Scalelite that sends it meetings, as they were found when a drain
 * began.
 *
 * @param name under which Scalelite knows the server: the host of its URL
 * @param boot which boot of the host it was
 * @param web which run of bbb-web it was
 * @param balancer the host that asks Scalelite
 * @param before the server's state there: enabled, cordoned or disabled
 * @param problem why there is nothing to begin with
 */
record Server(
    String name,
    String boot,
    String web,
    String balancer,
    String before,
    Optional<Report> problem) {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:][A-Za-z0-9._:-]{0,127}");

  /** Asks the host who it is, and the first Scalelite that answers what it thinks of it. */
  static Server look(ActionContext context) {
    List<Host> balancers = context.fleet().carrying("scalelite");
    if (balancers.isEmpty()) {
      return none(
          new Report(
              Outcome.REFUSED,
              "no host of the inventory carries scalelite: nothing keeps new meetings away from "
                  + context.host()));
    }
    Report about = context.onHost("bbb-about");
    Optional<String> name = said(about, "name");
    if (about.outcome() != Outcome.DONE || name.isEmpty()) {
      return none(failed(about));
    }
    Report last = about;
    for (Host balancer : balancers) {
      last = context.on(balancer.name(), "scalelite-server", name.get());
      Optional<String> state = said(last, "state");
      if (last.outcome() == Outcome.DONE && state.isPresent()) {
        return new Server(
            name.get(),
            said(about, "boot").orElse(""),
            said(about, "web").orElse(""),
            balancer.name(),
            state.get(),
            Optional.empty());
      }
    }
    return none(failed(last));
  }

  static Server recall(Diary diary) {
    return new Server(
        diary.recall("name").orElseThrow(),
        diary.recall("boot").orElseThrow(),
        diary.recall("web").orElseThrow(),
        diary.recall("balancer").orElseThrow(),
        diary.recall("before").orElseThrow(),
        Optional.empty());
  }

  Map<String, String> entries() {
    return Map.of("name", name, "boot", boot, "web", web, "balancer", balancer, "before", before);
  }

  String text() {
    return name + " is " + before + " in Scalelite (asked on " + balancer + ")";
  }

  /** Whether it is ours to put back. */
  boolean wasEnabled() {
    return before.equals("enabled");
  }

  Report cordon(ActionContext context) {
    return asked(context, "scalelite-cordon", name, context.parameter("leave"));
  }

  Report enable(ActionContext context) {
    return asked(context, "scalelite-enable", name);
  }

  /** Its state in Scalelite now; empty when that is not known. */
  String state(ActionContext context) {
    return said(asked(context, "scalelite-server", name), "state").orElse("");
  }

  /** Ends this boot, or this run of bbb-web, and no other. */
  Report work(ActionContext context, String then, String how) {
    if ((then.equals("reboot") ? boot : web).isEmpty()) {
      return new Report(Outcome.REFUSED, "the host does not say which run of it this is");
    }
    return then.equals("reboot")
        ? context.onHost("bbb-reboot", boot, how)
        : context.onHost("bbb-restart", web, how);
  }

  Report probe(ActionContext context, String mark) {
    return context.onHost("bbb-probe", "fleet-probe-" + mark);
  }

  /** Whether another boot, or another run of bbb-web, is there. */
  boolean hasWorked(Report about, String then) {
    String what = then.equals("reboot") ? "boot" : "web";
    String was = then.equals("reboot") ? boot : web;
    return about.outcome() == Outcome.DONE
        && said(about, what).filter(now -> !now.equals(was)).isPresent();
  }

  static boolean isDone(Report report) {
    return report.outcome() == Outcome.DONE || report.outcome() == Outcome.NOTHING_TO_DO;
  }

  /** Any of Scalelite's hosts will do: they share their memory. */
  private Report asked(ActionContext context, String verb, String... arguments) {
    Report report = context.on(balancer, verb, arguments);
    if (report.outcome() != Outcome.NOT_REACHED && report.outcome() != Outcome.FAILED) {
      return report;
    }
    for (Host other : context.fleet().carrying("scalelite")) {
      if (!other.name().equals(balancer)) {
        Report there = context.on(other.name(), verb, arguments);
        if (isDone(there) || there.outcome() == Outcome.DRY_RUN) {
          return there;
        }
      }
    }
    return report;
  }

  private static Optional<String> said(Report report, String key) {
    Matcher line =
        Pattern.compile("(?m)^" + Pattern.quote(key) + " (\\S+)$").matcher(report.output());
    return line.find()
        ? Optional.of(line.group(1)).filter(word -> WORD.matcher(word).matches())
        : Optional.empty();
  }

  private static Report failed(Report report) {
    Outcome outcome =
        report.outcome() == Outcome.DONE || report.outcome() == Outcome.CUT_OFF
            ? Outcome.FAILED
            : report.outcome();
    return new Report(outcome, report.output());
  }

  private static Server none(Report problem) {
    return new Server("", "", "", "", "", Optional.of(problem));
  }
}
