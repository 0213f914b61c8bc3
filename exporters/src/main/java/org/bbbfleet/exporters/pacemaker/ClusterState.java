package org.bbbfleet.exporters.pacemaker;

import java.io.StringReader;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/**
 * Reads the XML of {@code crm_mon}: {@code <pacemaker-result>} of {@code --output-as=xml} and the
 * older {@code <crm_mon>} of {@code --as-xml}, which hold the same elements.
 */
final class ClusterState {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_SERIES = 5000;
  private static final int MAX_LABEL = 100;
  private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");
  private static final DateTimeFormatter CTIME =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ENGLISH);
  private static final List<String> NODE_STATUS =
      List.of(
          "online",
          "standby",
          "standby_onfail",
          "maintenance",
          "pending",
          "unclean",
          "shutdown",
          "expected_up");
  private static final List<String> RESOURCE_STATUS =
      List.of("active", "orphaned", "blocked", "failed", "failure_ignored");
  private static final Map<String, String> ROLES =
      Map.of("promoted", "master", "unpromoted", "slave");

  private final XMLStreamReader reader;
  private final Samples samples = new Samples();
  private final Deque<String> open = new ArrayDeque<>();
  private String group = "";
  private String clone = "";
  private String history = "";
  private String attributesOf = "";
  private String[] resource = {};
  private boolean placed;
  private boolean[] resourceStatus = {};

  private ClusterState(XMLStreamReader reader) {
    this.reader = reader;
  }

  /** What a page says; empty when it is not the state of a cluster. */
  static Optional<Samples> read(String xml) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    // Tools of older versions print a warning before the page.
    int start = xml.indexOf('<');
    if (start < 0) {
      return Optional.empty();
    }
    try {
      XMLStreamReader reader =
          factory.createXMLStreamReader(new StringReader(xml.substring(start)));
      try {
        ClusterState state = new ClusterState(reader);
        state.walk();
        return state.samples.series(PacemakerMetrics.NODES).isEmpty()
            ? Optional.empty()
            : Optional.of(state.samples);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      return Optional.empty();
    }
  }

  private void walk() throws XMLStreamException {
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.DTD) {
        throw new XMLStreamException("the page has a document type");
      }
      if (event == XMLStreamConstants.START_ELEMENT) {
        begin(reader.getLocalName());
        open.push(reader.getLocalName());
        if (open.size() > MAX_DEPTH) {
          throw new XMLStreamException("too deep");
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        open.pop();
        end(reader.getLocalName());
      }
    }
  }

  private void begin(String element) {
    String parent = open.isEmpty() ? "" : open.peek();
    switch (element) {
      case "cluster_options" -> put(PacemakerMetrics.STONITH, truth("stonith-enabled") ? 1 : 0);
      case "last_change" -> time(value("time")).ifPresent(t -> put(PacemakerMetrics.CHANGED, t));
      case "group" -> group = value("id");
      case "clone" -> clone = value("id");
      case "node" -> {
        switch (parent) {
          case "nodes" -> node();
          case "resource" -> placed(value("name"));
          case "node_history" -> history = value("name");
          case "node_attributes" -> attributesOf = value("name");
          default -> {
            // A node among things that nobody asks for.
          }
        }
      }
      case "resource" -> beginResource();
      case "attribute" ->
          put(PacemakerMetrics.ATTRIBUTES, 1, attributesOf, value("name"), value("value"));
      case "resource_history" -> {
        number("fail-count")
            .ifPresent(n -> put(PacemakerMetrics.FAIL_COUNT, n, history, value("id")));
        number("migration-threshold")
            .ifPresent(n -> put(PacemakerMetrics.THRESHOLD, n, history, value("id")));
      }
      case "ban" ->
          number("weight")
              .ifPresent(
                  score ->
                      put(
                          PacemakerMetrics.CONSTRAINTS,
                          score,
                          value("id"),
                          value("node"),
                          value("resource"),
                          truth("promoted-only") || truth("master_only") ? "master" : ""));
      default -> {
        // Not needed.
      }
    }
  }

  private void end(String element) {
    switch (element) {
      case "group" -> group = "";
      case "clone" -> clone = "";
      case "resource" -> {
        if (!placed && resource.length > 0) {
          placed("");
        }
        resource = new String[0];
      }
      default -> {
        // Closes nothing that is remembered.
      }
    }
  }

  private void node() {
    String name = value("name");
    String type = value("type");
    for (String status : NODE_STATUS) {
      put(PacemakerMetrics.NODES, truth(status) ? 1 : 0, name, type, status);
    }
    put(PacemakerMetrics.NODES, truth("is_dc") ? 1 : 0, name, type, "dc");
  }

  private void beginResource() {
    String role = value("role").toLowerCase(Locale.ROOT);
    resource =
        new String[] {
          value("id"),
          ROLES.getOrDefault(role, role),
          Boolean.toString(truth("managed")),
          value("resource_agent")
        };
    resourceStatus = new boolean[RESOURCE_STATUS.size()];
    for (int i = 0; i < resourceStatus.length; i++) {
      resourceStatus[i] = truth(RESOURCE_STATUS.get(i));
    }
    placed = false;
  }

  private void placed(String node) {
    placed = true;
    if (resource.length == 0) {
      return;
    }
    for (int i = 0; i < resourceStatus.length; i++) {
      put(
          PacemakerMetrics.RESOURCES,
          resourceStatus[i] ? 1 : 0,
          node,
          resource[0],
          resource[1],
          resource[2],
          RESOURCE_STATUS.get(i),
          resource[3],
          group,
          clone);
    }
  }

  private void put(Metric metric, double value, String... labels) {
    String[] plain = new String[labels.length];
    for (int i = 0; i < labels.length; i++) {
      String text = UNPRINTABLE.matcher(labels[i]).replaceAll("?");
      plain[i] = text.length() <= MAX_LABEL ? text : text.substring(0, MAX_LABEL);
    }
    if (samples.series(metric).size() < MAX_SERIES) {
      samples.put(metric, value, plain);
    }
  }

  private String value(String attribute) {
    String value = reader.getAttributeValue(null, attribute);
    return value == null ? "" : value;
  }

  private boolean truth(String attribute) {
    return value(attribute).equals("true");
  }

  private Optional<Double> number(String attribute) {
    String text = value(attribute);
    if (text.endsWith("INFINITY")) {
      return Optional.of(text.startsWith("-") ? -1_000_000.0 : 1_000_000.0);
    }
    return text.matches("-?\\d{1,9}") ? Optional.of(Double.parseDouble(text)) : Optional.empty();
  }

  private static Optional<Double> time(String text) {
    try {
      LocalDateTime local = LocalDateTime.parse(text.replaceAll(" +", " "), CTIME);
      return Optional.of((double) local.atZone(ZoneId.systemDefault()).toEpochSecond());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
