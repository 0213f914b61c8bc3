package org.bbbfleet.provisioning.role.serve;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.serve.PublishedUrls.PublishedUrl;

/** The fleet as the service knows it: what provisioning wrote of its hosts and their roles. */
public final class FleetFile implements FleetView {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final List<Host> hosts;
  private final Map<String, List<String>> roles;
  private final List<PublishedUrl> published;

  /** The file. */
  record Document(List<Entry> hosts, List<PublishedUrl> published) {}

  /** One host. */
  record Entry(
      String name,
      String address,
      int port,
      String user,
      boolean local,
      List<String> groups,
      List<String> roles) {}

  private FleetFile(Document document) {
    this.hosts = document.hosts().stream().map(FleetFile::host).toList();
    this.published = document.published() == null ? List.of() : List.copyOf(document.published());
    this.roles = document.hosts().stream().collect(toUnmodifiableMap(Entry::name, Entry::roles));
  }

  /**
   * Reads a file.
   *
   * @throws FleetException (INPUT) when it is missing or is not what provisioning writes
   */
  public static FleetFile read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT, file + " can't be read: " + e + ". fleet provision writes it.", e);
    }
  }

  static FleetFile parse(String name, String json) {
    try {
      return new FleetFile(JSON.readValue(json, Document.class));
    } catch (JsonProcessingException | RuntimeException e) {
      throw new FleetException(
          ErrorCategory.INPUT,
          name + " is not a list of hosts: " + e.getMessage() + ". fleet provision writes it anew.",
          e);
    }
  }

  /** The same view without a file, for programs that have the inventory. */
  public static FleetFile of(Fleet fleet) {
    return new FleetFile(document(fleet));
  }

  /** The file of a fleet. */
  public static String write(Fleet fleet) {
    try {
      return JSON.writeValueAsString(document(fleet)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the fleet publishes: the targets of our probes. */
  public List<PublishedUrl> published() {
    return published;
  }

  @Override
  public Optional<Host> host(String name) {
    return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
  }

  @Override
  public List<Host> hosts() {
    return hosts;
  }

  @Override
  public List<String> roles(String host) {
    return roles.getOrDefault(host, List.of());
  }

  private static Document document(Fleet fleet) {
    return new Document(
        fleet.inventory().hosts().stream()
            .map(
                host ->
                    new Entry(
                        host.name(),
                        host.address(),
                        host.port(),
                        // The healer's key is root's, whoever provisions.
                        host.local() ? host.user() : "root",
                        host.local(),
                        host.groups(),
                        fleet.rolesOf(host).stream().map(Role::name).toList()))
            .toList(),
        PublishedUrls.of(fleet));
  }

  private static Host host(Entry entry) {
    Map<String, Object> variables = new TreeMap<>();
    variables.put("ansible_host", entry.address());
    variables.put("ansible_port", entry.port());
    variables.put("ansible_user", entry.user());
    if (entry.local()) {
      variables.put("ansible_connection", "local");
    }
    return new Host(entry.name(), entry.groups(), variables);
  }
}
