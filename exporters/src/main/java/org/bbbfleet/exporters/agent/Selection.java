package org.bbbfleet.exporters.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Exporter;
import org.bbbfleet.exporters.Exporter.Presence;

/** Which exporters run on this host: asked for, else configured, else found to be of use. */
final class Selection {
  private final Map<AgentConfig.Settings, Presence> presences = new LinkedHashMap<>();

  private Selection() {}

  /**
   * Decides for every exporter.
   *
   * @param only the names that the command line asks for; empty asks for none in particular
   * @throws ProblemsException when a name is not an exporter's
   */
  static Selection of(AgentConfig config, Set<String> only, Path root) {
    Set<String> names = new TreeSet<>();
    config.exporters().forEach(s -> names.add(s.exporter().name()));
    List<Problem> problems = new ArrayList<>();
    for (String name : new TreeSet<>(only)) {
      if (!names.contains(name)) {
        String near = Suggestion.sentence(name, names);
        String cure = near.isEmpty() ? " There are " + String.join(", ", names) + "." : near;
        problems.add(Problem.error("--only " + name, "is not an exporter." + cure));
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    Selection selection = new Selection();
    for (AgentConfig.Settings s : config.exporters()) {
      selection.presences.put(s, decide(s, only, root));
    }
    selection.requireDistinctMetrics();
    return selection;
  }

  List<AgentConfig.Settings> on() {
    return presences.keySet().stream().filter(s -> presences.get(s).on()).toList();
  }

  List<AgentConfig.Settings> off() {
    return presences.keySet().stream().filter(s -> !presences.get(s).on()).toList();
  }

  List<Explanation> explanations() {
    return presences.entrySet().stream()
        .map(
            e ->
                new Explanation(
                    e.getKey().exporter().name(), e.getValue().on(), e.getValue().why()))
        .toList();
  }

  private static Presence decide(AgentConfig.Settings s, Set<String> only, Path root) {
    String name = s.exporter().name();
    if (!only.isEmpty()) {
      return only.contains(name)
          ? Presence.on("asked for by --only")
          : Presence.off("not asked for by --only");
    }
    if (s.enabled().isPresent()) {
      return s.enabled().get()
          ? Presence.on("enabled in the configuration")
          : Presence.off("disabled in the configuration");
    }
    return s.exporter().presenceBelow(root, s.options());
  }

  /**
   * One family of two declarations would make Prometheus refuse the whole page. Two collectors may
   * give series of the very same declaration, as calls of the API are made by more than one.
   */
  private void requireDistinctMetrics() {
    Map<String, Metric> declarations = new LinkedHashMap<>();
    Map<String, String> owners = new LinkedHashMap<>();
    for (AgentConfig.Settings s : on()) {
      Exporter exporter = s.exporter();
      for (Metric metric : exporter.metrics()) {
        Metric other = declarations.putIfAbsent(metric.name(), metric);
        String owner = owners.putIfAbsent(metric.name(), exporter.name());
        if (other != null && !other.equals(metric)) {
          throw new IllegalStateException(
              metric.name() + " is declared by both " + owner + " and " + exporter.name());
        }
      }
    }
  }
}
