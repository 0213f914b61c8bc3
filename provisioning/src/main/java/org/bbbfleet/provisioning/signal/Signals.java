package org.bbbfleet.provisioning.signal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.facts.UnitFact;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.agent.AgentRole;

/**
 * What a host's roles are known by, asked of the host itself: each job's health page, the agent's
 * collectors, and the units that must run. Pages are read by the code that reads them for
 * monitoring, and metrics are named by their declarations. What does not answer is not well.
 */
public final class Signals {
  private static final String SUCCESS = FleetMetrics.COLLECTOR_SUCCESS.name();

  private final List<OfRole> roles;
  private final Optional<Watched.Job> agent;
  private final Supplier<Map<String, Duration>> intervals;

  /** What one role is known by. */
  private record OfRole(
      String role,
      Duration within,
      List<Watched.Job> jobs,
      Set<String> exporters,
      Set<String> units) {}

  /**
   * Something that is not well.
   *
   * @param role whose signal it is
   * @param within how long after changes that role may take
   * @param what what was seen, for people
   */
  public record Trouble(String role, Duration within, String what) {}

  /**
   * What was found.
   *
   * @param well what is well, in the words of a summary: {@code agent}, {@code unit×4}
   * @param troubles what is not, each with its reason
   */
  public record Verdict(List<String> well, List<Trouble> troubles) {
    public Verdict {
      well = List.copyOf(well);
      troubles = List.copyOf(troubles);
    }

    /** Whether everything is well. */
    public boolean allWell() {
      return troubles.isEmpty();
    }

    /** What is not well, in words. */
    public List<String> trouble() {
      return troubles.stream().map(Trouble::what).distinct().toList();
    }

    /** What is not well although its role's time is over. */
    public List<Trouble> overdue(Duration sinceChanges) {
      return troubles.stream().filter(t -> sinceChanges.compareTo(t.within()) >= 0).toList();
    }
  }

  private Signals(
      List<OfRole> roles, Optional<Watched.Job> agent, Supplier<Map<String, Duration>> intervals) {
    this.roles = roles;
    this.agent = agent;
    this.intervals = intervals;
  }

  /** What these declarations of a host are watched by. */
  public static Signals of(HostView host, List<Declaration> declarations) {
    return of(
        host,
        declarations,
        declarations.stream().flatMap(d -> d.watched(Watched.Job.class).stream()).toList());
  }

  /**
   * What some of a host's declarations are watched by.
   *
   * @param jobs those of all of the host's roles, among which is the agent's
   */
  public static Signals of(HostView host, List<Declaration> declarations, List<Watched.Job> jobs) {
    List<String> off = AgentRole.switchedOff(host);
    List<OfRole> roles = new ArrayList<>();
    for (Declaration declaration : declarations) {
      Set<String> units = new LinkedHashSet<>();
      declaration.watched(Watched.ByUnit.class).forEach(u -> units.add(u.unit()));
      Set<String> exporters = new LinkedHashSet<>();
      declaration.watched(Watched.ByExporter.class).forEach(e -> exporters.add(e.name()));
      if (!units.isEmpty()) {
        exporters.add(AgentRole.UNITS);
      }
      exporters.removeAll(off);
      roles.add(
          new OfRole(
              declaration.role(),
              declaration.wellWithin(),
              declaration.watched(Watched.Job.class),
              exporters,
              units));
    }
    Optional<Watched.Job> agent =
        jobs.stream()
            .filter(job -> job.name().equals(AgentRole.JOB))
            .filter(job -> roles.stream().anyMatch(role -> tells(job, role)))
            .findFirst();
    return new Signals(roles, agent, () -> AgentRole.intervals(host));
  }

  // An agent that has nothing to tell of these roles is not asked.
  private static boolean tells(Watched.Job agent, OfRole role) {
    return !role.exporters().isEmpty() || role.jobs().contains(agent);
  }

  /** Adds what {@link #judge} will look at. */
  public void ask(Questions questions) {
    ask(questions, SUCCESS);
  }

  /** Adds what {@link #judgeFresh} will look at. */
  public void askFresh(Questions questions) {
    ask(questions, Collected.LINES);
  }

  private void ask(Questions questions, String prefix) {
    roles.forEach(role -> role.jobs().forEach(job -> questions.page(health(job))));
    agent.ifPresent(job -> questions.page(collectors(job, prefix)));
    roles.forEach(role -> role.units().forEach(questions::unit));
  }

  /** What the facts say. */
  public Verdict judge(Facts facts) {
    return judge(facts, SUCCESS, (role, name, age) -> true);
  }

  /**
   * What the facts say of the time after changes: what a collector measured before them tells
   * nothing.
   *
   * @param sinceChanges how long ago they were made when the facts were asked for
   */
  public Verdict judgeFresh(Facts facts, Duration sinceChanges) {
    Map<String, Duration> every = intervals.get();
    return judge(
        facts,
        Collected.LINES,
        (role, name, age) ->
            Freshness.of(every.getOrDefault(name, Duration.ZERO), role.within())
                .admits(age, sinceChanges));
  }

  /** Whether what was measured so long ago counts. */
  private interface Counts {
    boolean counts(OfRole role, String exporter, Duration age);
  }

  private Verdict judge(Facts facts, String prefix, Counts counts) {
    Map<String, Collected> collectors =
        agent.map(job -> Collected.on(facts.page(collectors(job, prefix)))).orElse(Map.of());
    Set<String> well = new LinkedHashSet<>();
    List<Trouble> troubles = new ArrayList<>();
    for (OfRole role : roles) {
      role.jobs().forEach(job -> judge(role, job, facts, well, troubles));
    }
    if (agent.isPresent()) {
      for (OfRole role : roles) {
        role.exporters().forEach(name -> judge(role, name, collectors, counts, well, troubles));
      }
    }
    strangers(collectors, troubles);
    long running = 0;
    Set<String> seen = new LinkedHashSet<>();
    for (OfRole role : roles) {
      for (String unit : role.units()) {
        UnitFact fact = facts.unit(unit);
        if (!fact.running()) {
          troubles.add(trouble(role, "unit " + unit + " is " + state(fact)));
        } else if (seen.add(unit)) {
          running++;
        }
      }
    }
    if (running > 0) {
      well.add("unit×" + running);
    }
    return new Verdict(List.copyOf(well), troubles);
  }

  private static void judge(
      OfRole role, Watched.Job job, Facts facts, Set<String> well, List<Trouble> troubles) {
    int status = facts.page(health(job)).status();
    if (status == 200) {
      well.add(job.name());
    } else {
      troubles.add(
          trouble(
              role,
              "%s %s on port %d"
                  .formatted(
                      job.name(),
                      status == 0
                          ? "does not answer"
                          : "answers " + status + " to " + job.healthy(),
                      job.port())));
    }
  }

  private static void judge(
      OfRole role,
      String exporter,
      Map<String, Collected> collectors,
      Counts counts,
      Set<String> well,
      List<Trouble> troubles) {
    Collected said = collectors.get(exporter);
    if (said == null) {
      troubles.add(trouble(role, "collector " + exporter + " has not yet succeeded"));
    } else if (!said.success()) {
      troubles.add(trouble(role, "collector " + exporter + " fails"));
    } else if (!counts.counts(role, exporter, said.age())) {
      troubles.add(
          trouble(
              role,
              "collector "
                  + exporter
                  + " has not measured since the changes"
                  + (said.age().equals(Collected.NEVER)
                      ? ""
                      : " (" + said.age().toSeconds() + " s ago)")));
    } else if (!exporter.equals(AgentRole.UNITS)) {
      well.add(exporter);
    }
  }

  // A collector that no role asked for is switched on by hand, and must work, too.
  private void strangers(Map<String, Collected> collectors, List<Trouble> troubles) {
    for (OfRole role : roles) {
      if (agent.isPresent() && role.jobs().contains(agent.get())) {
        collectors.forEach(
            (name, said) -> {
              if (!said.success() && roles.stream().noneMatch(r -> r.exporters().contains(name))) {
                troubles.add(trouble(role, "collector " + name + " fails"));
              }
            });
      }
    }
  }

  private static Trouble trouble(OfRole role, String what) {
    return new Trouble(role.role(), role.within(), what);
  }

  private static String state(UnitFact fact) {
    return fact.loaded() ? fact.activeState() : "not there";
  }

  private static Questions.PageQuestion health(Watched.Job job) {
    return new Questions.PageQuestion(job.port(), job.healthy(), "");
  }

  private static Questions.PageQuestion collectors(Watched.Job agent, String prefix) {
    return new Questions.PageQuestion(agent.port(), "/metrics", prefix);
  }
}
