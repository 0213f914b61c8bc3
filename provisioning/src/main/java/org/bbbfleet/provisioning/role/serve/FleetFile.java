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
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.policy.Overrides;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.policy.PolicyFile;
import org.bbbfleet.alerts.policy.PolicyReader;
import org.bbbfleet.alerts.policy.Shipped;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.Remedies;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.serve.PublishedUrls.PublishedUrl;

/** The fleet as the service knows it: what provisioning wrote of its hosts and their roles. */
public final class FleetFile implements FleetView {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final Map<String, Role> ROLES =
      Fleet.allRoles().stream().collect(toUnmodifiableMap(Role::name, role -> role));

  private final List<Host> hosts;
  private final Map<String, List<String>> roles;
  private final List<PublishedUrl> published;
  private final List<PolicyFile> policies;

  /** The file. */
  record Document(List<Entry> hosts, List<PublishedUrl> published, List<PolicyFile> policies) {}

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
    this.policies = document.policies() == null ? List.of() : List.copyOf(document.policies());
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

  /** The admin's policy files, as they are beside the inventory. */
  public List<PolicyFile> policies() {
    return policies;
  }

  /**
   * The policies that hold in this fleet.
   *
   * @throws org.bbbfleet.core.error.ProblemsException with everything that is wrong with the files
   */
  public PolicyBook book() {
    List<Shipped> shipped = Remedies.shipped();
    Catalogue catalogue = Catalogue.load();
    Overrides overrides = PolicyReader.read(policies, shipped, catalogue, this);
    return new PolicyBook(shipped, overrides, catalogue, this);
  }

  @Override
  public int minHealthy(String role) {
    return ROLES.containsKey(role) ? ROLES.get(role).minHealthy() : 0;
  }

  @Override
  public int minServing(String role) {
    return ROLES.containsKey(role) ? ROLES.get(role).minServing() : 0;
  }

  @Override
  public List<String> needs(String role) {
    return ROLES.containsKey(role) ? ROLES.get(role).restsOn() : List.of();
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
        PublishedUrls.of(fleet),
        fleet.policies());
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
