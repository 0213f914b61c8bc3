package org.bbbfleet.provisioning.role;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Durations;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.resource.Resources;

/**
 * What a role sees while it declares what it needs on one host: the host, and the fleet around it.
 */
public final class HostView {
  private final Fleet fleet;
  private final Host host;
  private final boolean seesOthers;

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

  /** A variable as text. */
  public String text(String variable, String fallback) {
    return host.string(variable).orElse(fallback);
  }

  /** A variable as a duration: {@code 500ms}, {@code 15s}, {@code 5m}, {@code 2h}, {@code 1d}. */
  public Duration duration(String variable, Duration fallback) {
    return host.string(variable)
        .map(value -> parse(variable, value, Durations::parse))
        .orElse(fallback);
  }

  /** A variable as a number. */
  public double number(String variable, double fallback) {
    return host.string(variable)
        .map(value -> parse(variable, value, Double::parseDouble))
        .orElse(fallback);
  }

  /** A variable that is a mapping; empty when it is not set. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> mapping(String variable) {
    Object value = host.variables().get(variable);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map) {
      return (Map<String, Object>) value;
    }
    throw wrong(variable, "must be a mapping");
  }

  /** A variable that is a list of texts. */
  public List<String> texts(String variable, String... fallback) {
    Object value = host.variables().get(variable);
    if (value == null) {
      return List.of(fallback);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    throw wrong(variable, "must be a list");
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
    if (!seesOthers) {
      return List.of();
    }
    HostView view = new HostView(fleet, host, false);
    return fleet.rolesOf(host).stream()
        .filter(other -> !other.name().equals(role.name()))
        .flatMap(other -> other.on(view).watched(kind).stream())
        .toList();
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

  private <T> T parse(
      String variable, String value, java.util.function.Function<String, T> parser) {
    try {
      return parser.apply(value);
    } catch (NumberFormatException e) {
      throw wrong(variable, "must be a number, not " + value);
    } catch (IllegalArgumentException e) {
      throw wrong(variable, e.getMessage() + ", not " + value);
    }
  }

  private ProblemsException wrong(String variable, String message) {
    return new ProblemsException(
        List.of(Problem.error(host.name(), variable + " " + message + ".")));
  }
}
