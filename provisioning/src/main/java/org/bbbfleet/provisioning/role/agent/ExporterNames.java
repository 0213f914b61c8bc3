package org.bbbfleet.provisioning.role.agent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.exporters.Exporter;
import org.bbbfleet.provisioning.role.Placement;

/** Which exporters the variable {@code agent_exporters} may name. */
final class ExporterNames {
  private ExporterNames() {}

  /** Names that no exporter has; what their options mean only the agent itself can tell. */
  static List<Problem> problems(Placement placement) {
    Set<String> known = new TreeSet<>();
    ServiceLoader.load(Exporter.class).forEach(exporter -> known.add(exporter.name()));
    Set<Problem> problems = new LinkedHashSet<>();
    for (Host host : placement.inventory().hosts()) {
      if (host.variables().get(AgentRole.EXPORTERS.name()) instanceof Map<?, ?> map) {
        for (Object name : map.keySet()) {
          if (!known.contains(name.toString())) {
            problems.add(
                Problem.error(
                    placement.place(host, AgentRole.EXPORTERS),
                    AgentRole.EXPORTERS.name()
                        + " names "
                        + name
                        + ", which is no exporter."
                        + Suggestion.sentence(name.toString(), known)));
          }
        }
      }
    }
    return new ArrayList<>(problems);
  }
}
