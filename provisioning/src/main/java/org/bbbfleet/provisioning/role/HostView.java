package org.bbbfleet.provisioning.role;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Value;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.resource.Resources;

/**
 * What a role sees while it declares what it needs on one host: the host, and the fleet around it.
 * For one thread; each role is asked once, however often its declaration is wanted.
 */
public final class HostView {
  private final Fleet fleet;
  private final Host host;
  private final boolean seesOthers;
  private final Map<String, Declaration> blind = new HashMap<>();
  private final Map<String, Declaration> declared = new HashMap<>();
  private boolean askedForOthers;

  public HostView(Fleet fleet, Host host) {
    this(fleet, host, true);
  }

  private HostView(Fleet fleet, Host host, boolean seesOthers) {
    this.seesOthers = seesOthers;
    this.fleet = requireNonNull(fleet, "fleet is null");
    this.host = requireNonNull(host, "host is null");
  }

  public Host host() {
    return host;
  }

  public Fleet fleet() {
    return fleet;
  }

  /**
   * The value of a variable, or its default.
   *
   * @throws ProblemsException when it is set to what it can't be, or is required and not set
   * @throws IllegalStateException when no role declares it in {@link Role#variables}: a fault of
   *     the role that asks
   */
  public <T> T get(Variable<T> variable) {
    if (!fleet.declares(variable)) {
      throw new IllegalStateException(
          variable.name() + " is read, but no role has it in its variables()");
    }
    Object raw = host.variables().get(variable.name());
    try {
      return raw == null ? variable.fallback() : variable.read(raw);
    } catch (IllegalArgumentException e) {
      Value written = fleet.inventory().written(host.name()).get(variable.name());
      throw new ProblemsException(
          List.of(
              Problem.error(
                  written == null ? host.name() : written.where(),
                  variable.name() + " " + e.getMessage() + ".")));
    }
  }

  /** Whether this host carries the role of this name. */
  public boolean carries(String role) {
    return fleet.rolesOf(host).stream().anyMatch(r -> r.name().equals(role));
  }

  /**
   * What the other roles of this host are watched by. A role whose own declaration asks this, too,
   * gets nothing there, so that two that look at each other come to an end.
   *
   * @param kind what to look for
   */
  public <T extends Watched> List<T> othersWatched(Role role, Class<T> kind) {
    askedForOthers = true;
    if (!seesOthers) {
      return List.of();
    }
    return fleet.rolesOf(host).stream()
        .filter(other -> !other.name().equals(role.name()))
        .flatMap(other -> blind(other).watched(kind).stream())
        .toList();
  }

  // What a role declares that sees no others; each is asked once, however many ask for it.
  private Declaration blind(Role role) {
    Declaration known = blind.get(role.name());
    if (known == null) {
      HostView view = new HostView(fleet, host, false);
      known = role.on(view);
      blind.put(role.name(), known);
      if (!view.askedForOthers) {
        declared.put(role.name(), known);
      }
    }
    return known;
  }

  /** What a role of this host declares on it, with what it is watched by everywhere. */
  public Declaration declaration(Role role) {
    return declared(role)
        .watchedBy(role.jobs().toArray(new Watched[0]))
        .watchedBy(role.publishes(this).toArray(new Watched[0]));
  }

  private Declaration declared(Role role) {
    Declaration known = declared.get(role.name());
    if (known == null) {
      known = role.on(this);
      declared.put(role.name(), known);
    }
    return known;
  }

  /**
   * A file that a template beside the role gives.
   *
   * @param path where it goes on the host
   * @param role whose package holds the template
   * @param template its name, {@code prometheus.yml.j2}
   * @param values what the template may name, besides nothing else
   */
  public HostFile template(String path, Role role, String template, Map<String, Object> values) {
    return Resources.file(
        path, Templates.render(role.getClass(), template, values).getBytes(StandardCharsets.UTF_8));
  }
}
