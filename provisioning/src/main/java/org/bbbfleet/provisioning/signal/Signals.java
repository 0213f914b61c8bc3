package org.bbbfleet.provisioning.signal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.PageFact;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.facts.UnitFact;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.agent.AgentRole;

/**
 * What a host's roles are known by, asked of the host itself: each job's health page, the agent's
 * collectors, and the units that must run. What does not answer is not well.
 */
public final class Signals {
  private static final String SUCCESS = FleetMetrics.COLLECTOR_SUCCESS.name();
  // The exposition writes a comma after the last label.
  private static final Pattern COLLECTOR =
      Pattern.compile(SUCCESS + "\\{collector=\"([A-Za-z0-9_-]+)\",?\\} ([01])(?:\\.0)?");

  private final List<Watched.Job> jobs;
  private final Set<String> exporters;
  private final Set<String> units;

  /**
   * What was found.
   *
   * @param well what is well, in the words of a summary: {@code agent}, {@code unit×4}
   * @param trouble what is not, each with its reason
   */
  public record Verdict(List<String> well, List<String> trouble) {
    public Verdict {
      well = List.copyOf(well);
      trouble = List.copyOf(trouble);
    }

    /** Whether everything is well. */
    public boolean allWell() {
      return trouble.isEmpty();
    }
  }

  private Signals(List<Watched.Job> jobs, Set<String> exporters, Set<String> units) {
    this.jobs = jobs;
    this.exporters = exporters;
    this.units = units;
  }

  /** What these declarations of a host are watched by. */
  public static Signals of(HostView host, List<Declaration> declarations) {
    List<Watched.Job> jobs = new ArrayList<>();
    Set<String> exporters = new LinkedHashSet<>();
    Set<String> units = new LinkedHashSet<>();
    for (Declaration declaration : declarations) {
      jobs.addAll(declaration.watched(Watched.Job.class));
      declaration.watched(Watched.ByExporter.class).forEach(e -> exporters.add(e.name()));
      declaration.watched(Watched.ByUnit.class).forEach(u -> units.add(u.unit()));
    }
    if (!units.isEmpty()) {
      exporters.add(AgentRole.UNITS);
    }
    exporters.removeAll(AgentRole.switchedOff(host));
    return new Signals(jobs, exporters, units);
  }

  /** Adds what {@link #judge} will look at. */
  public void ask(Questions questions) {
    jobs.forEach(job -> questions.page(health(job)));
    if (hasAgent()) {
      questions.page(collectors());
    }
    units.forEach(questions::unit);
  }

  /** What the facts say. */
  public Verdict judge(Facts facts) {
    List<String> well = new ArrayList<>();
    List<String> trouble = new ArrayList<>();
    for (Watched.Job job : jobs) {
      int status = facts.page(health(job)).status();
      if (status == 200) {
        well.add(job.name());
      } else {
        trouble.add(
            "%s %s on port %d"
                .formatted(
                    job.name(),
                    status == 0 ? "does not answer" : "answers " + status + " to " + job.healthy(),
                    job.port()));
      }
    }
    if (hasAgent()) {
      collectors(facts.page(collectors()), well, trouble);
    }
    int running = 0;
    for (String unit : units) {
      UnitFact fact = facts.unit(unit);
      if (fact.running()) {
        running++;
      } else {
        trouble.add("unit " + unit + " is " + (fact.loaded() ? fact.activeState() : "not there"));
      }
    }
    if (running > 0) {
      well.add("unit×" + running);
    }
    return new Verdict(well, trouble);
  }

  private void collectors(PageFact page, List<String> well, List<String> trouble) {
    Set<String> succeed = new LinkedHashSet<>();
    for (String line : page.lines()) {
      Matcher m = COLLECTOR.matcher(line);
      if (m.matches()) {
        if (m.group(2).equals("1")) {
          succeed.add(m.group(1));
        } else {
          trouble.add("collector " + m.group(1) + " fails");
        }
      }
    }
    for (String exporter : exporters) {
      if (succeed.contains(exporter)) {
        if (!exporter.equals(AgentRole.UNITS)) {
          well.add(exporter);
        }
      } else if (!trouble.contains("collector " + exporter + " fails")) {
        trouble.add("collector " + exporter + " has not yet succeeded");
      }
    }
  }

  private boolean hasAgent() {
    return jobs.stream().anyMatch(job -> job.name().equals(AgentRole.JOB));
  }

  private static Questions.PageQuestion health(Watched.Job job) {
    return new Questions.PageQuestion(job.port(), job.healthy(), "");
  }

  private Questions.PageQuestion collectors() {
    int port =
        jobs.stream().filter(j -> j.name().equals(AgentRole.JOB)).findFirst().orElseThrow().port();
    return new Questions.PageQuestion(port, "/metrics", SUCCESS);
  }
}
