package org.bbbfleet.provisioning.signal;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.RangeWindow;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.alerts.verify.Sample;
import org.bbbfleet.alerts.verify.SignalCheck;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.alerts.verify.Verdict;
import org.bbbfleet.core.promql.PromQl;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.agent.AgentRole;

/**
 * The alert rules of a host's roles, judged by the code by which the healer verifies: none is
 * broken on this host, and what they are about was measured after the changes. Of a rule whose data
 * the host is not declared to give, only "broken" counts; one that looks back farther than its role
 * has time to be well says nothing about the changes, so only the age of its data counts. What is
 * broken and does not disturb teaching, as a provider's line or a certificate that ends in a week,
 * is told and fails no run.
 */
public final class RuleSignals {
  private final String host;
  private final List<OfRole> rules;

  /**
   * A rule as a role of the host has it.
   *
   * @param own whether the host is declared to give its data
   * @param every how often that is measured
   */
  private record OfRole(String role, Duration within, Rule rule, boolean own, Duration every) {
    boolean tellsOfChanges() {
      return RangeWindow.of(rule).compareTo(within) <= 0;
    }
  }

  private RuleSignals(String host, List<OfRole> rules) {
    this.host = host;
    this.rules = List.copyOf(rules);
  }

  /**
   * The rules of some of a host's roles.
   *
   * @param declarations those roles' declarations
   * @param all all of the host's, which say what data it gives
   */
  public static RuleSignals of(
      HostView host, List<Declaration> declarations, List<Declaration> all) {
    Fleet fleet = host.fleet();
    List<String> off = AgentRole.switchedOff(host);
    Set<String> jobs = new LinkedHashSet<>();
    Set<String> collectors = new LinkedHashSet<>();
    for (Declaration declaration : all) {
      declaration.watched(Watched.Job.class).forEach(job -> jobs.add(job.name()));
      declaration.watched(Watched.ByExporter.class).forEach(e -> collectors.add(e.name()));
      if (!declaration.watched(Watched.ByUnit.class).isEmpty()) {
        collectors.add(AgentRole.UNITS);
      }
    }
    off.forEach(collectors::remove);
    if (!jobs.contains(AgentRole.JOB)) {
      collectors.clear();
    }
    Map<String, Duration> intervals = AgentRole.intervals(host);
    List<OfRole> rules = new ArrayList<>();
    for (Declaration declaration : declarations) {
      for (Rule rule : rules(fleet, declaration.role())) {
        if (rule.evidence() instanceof Evidence.FromCollector from) {
          if (!off.contains(from.collector())) {
            rules.add(
                new OfRole(
                    declaration.role(),
                    declaration.wellWithin(),
                    rule,
                    collectors.contains(from.collector()),
                    intervals.getOrDefault(from.collector(), Duration.ZERO)));
          }
        } else if (rule.evidence() instanceof Evidence.FromScrape from) {
          rules.add(
              new OfRole(
                  declaration.role(),
                  declaration.wellWithin(),
                  rule,
                  jobs.contains(from.job()),
                  Duration.ZERO));
        }
      }
    }
    return new RuleSignals(host.host().name(), rules);
  }

  private static List<Rule> rules(Fleet fleet, String role) {
    return fleet.roles().stream()
        .filter(one -> one.name().equals(role))
        .map(Role::remedies)
        .flatMap(List::stream)
        .map(Policy::rule)
        .distinct()
        .map(RuleSignals::ofAnything)
        .toList();
  }

  // What mends a thing has seen it; a host need not have one, and that none works is then no fault.
  private static Rule ofAnything(Rule rule) {
    return new Rule(
        rule.alert(),
        rule.broken(),
        rule.pending(),
        rule.severity(),
        rule.evidence(),
        rule.summary(),
        rule.description(),
        rule.runbook());
  }

  /** Whether there is nothing to judge. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** Everything that {@link #judge} will ask, narrowed to this host, each once. */
  public List<String> queries() {
    return rules.stream()
        .flatMap(one -> SignalCheck.queries(one.rule(), host).stream())
        .distinct()
        .map(promql -> narrowed(promql, host))
        .toList();
  }

  /**
   * The part of an expression that is about one host: of a thousand hosts' samples nobody needs the
   * others'.
   */
  public static String narrowed(String promql, String host) {
    return "("
        + promql
        + ") and on (host) label_replace(vector(1), \"host\", "
        + PromQl.quote(host)
        + ", \"\", \"\")";
  }

  /**
   * What the answers say.
   *
   * @param answers to {@link #queries}
   * @param asked when they were asked for, by our clock, or earlier
   * @param changed when the changes were made, by our clock
   */
  public Judged judge(SignalSource answers, Instant asked, Instant changed) {
    requireNonNull(answers, "answers is null");
    SignalSource own = promql -> ofHost(answers.query(narrowed(promql, host)));
    SignalCheck check = new SignalCheck(own, Clock.fixed(asked, ZoneOffset.UTC));
    List<Signals.Trouble> troubles = new ArrayList<>();
    List<String> told = new ArrayList<>();
    int well = 0;
    for (OfRole one : rules) {
      Freshness fresh = Freshness.of(one.every(), one.within());
      Verdict verdict =
          check.check(one.rule(), Map.of("host", host), changed.minus(fresh.allowance()));
      switch (verdict.health()) {
        case WELL -> well++;
        case BROKEN -> {
          if (one.tellsOfChanges() && one.rule().severity() == Severity.CRITICAL) {
            troubles.add(trouble(one, "", verdict.evidence()));
          } else {
            told.add(trouble(one, "", verdict.evidence()).what());
          }
        }
        case UNKNOWN -> {
          if (one.own()) {
            troubles.add(trouble(one, "not known: ", verdict.evidence()));
          }
        }
      }
    }
    return new Judged(
        new Signals.Verdict(well == 0 ? List.of() : List.of("rules×" + well), troubles), told);
  }

  /**
   * What the answers say.
   *
   * @param told what is broken and does not fail a run, for people
   */
  public record Judged(Signals.Verdict verdict, List<String> told) {
    public Judged {
      told = List.copyOf(told);
    }
  }

  // Whatever answers, only what is said of this host is about it.
  private List<Sample> ofHost(List<Sample> samples) {
    return samples.stream().filter(s -> host.equals(s.labels().get("host"))).toList();
  }

  private static Signals.Trouble trouble(OfRole one, String how, String evidence) {
    return new Signals.Trouble(
        one.role(), one.within(), "alert " + one.rule().alert() + ": " + how + evidence);
  }
}
