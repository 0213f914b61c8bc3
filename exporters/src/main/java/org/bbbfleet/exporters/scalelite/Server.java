package org.bbbfleet.exporters.scalelite;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/**
 * A server as Scalelite knows it. Its secret, which Scalelite's API and Redis hold beside this, is
 * never taken over.
 *
 * @param id Scalelite's
 * @param url of its API
 * @param state enabled, cordoned or disabled
 * @param online whether the poller reaches it
 * @param load empty while it has none
 * @param counts what the poller counted last; each empty where it is not known
 */
record Server(
    String id,
    String url,
    String tag,
    String version,
    String state,
    boolean online,
    OptionalDouble load,
    OptionalDouble multiplier,
    Counts counts,
    OptionalDouble pollAge) {

  /** The most servers that get series of their own. */
  static final int MOST = 1000;

  private static final List<String> STATES = List.of("enabled", "cordoned", "disabled");

  /** What the poller counted. */
  record Counts(
      OptionalDouble meetings,
      OptionalDouble users,
      OptionalDouble largest,
      OptionalDouble videos) {
    static final Counts UNKNOWN =
        new Counts(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());
  }

  /** Adds all servers to the samples. */
  static void write(List<Server> servers, Samples samples) {
    samples.put(ScaleliteMetrics.SERVERS, servers.size());
    samples.put(
        ScaleliteMetrics.AVAILABLE,
        servers.stream().filter(s -> s.online && s.state.equals("enabled")).count());
    Set<String> names = new HashSet<>();
    for (Server server : servers) {
      String host = server.host();
      // Two servers of one name would hide each other.
      String name = !host.isEmpty() && names.add(host) ? host : label(server.id);
      server.write(name, samples);
    }
    servers.stream()
        .map(Server::pollAge)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .min()
        .ifPresent(age -> samples.put(ScaleliteMetrics.POLLER_AGE, age));
  }

  private void write(String name, Samples samples) {
    samples.put(ScaleliteMetrics.SERVER_INFO, 1, name, label(id), label(tag), label(version));
    for (String one : STATES) {
      samples.put(ScaleliteMetrics.SERVER_STATE, one.equals(state) ? 1 : 0, name, one);
    }
    samples.put(ScaleliteMetrics.SERVER_ONLINE, online ? 1 : 0, name);
    put(samples, ScaleliteMetrics.SERVER_LOAD, load, name);
    put(samples, ScaleliteMetrics.SERVER_MULTIPLIER, multiplier, name);
    put(samples, ScaleliteMetrics.SERVER_MEETINGS, counts.meetings, name);
    put(samples, ScaleliteMetrics.SERVER_USERS, counts.users, name);
    put(samples, ScaleliteMetrics.SERVER_LARGEST, counts.largest, name);
    put(samples, ScaleliteMetrics.SERVER_VIDEOS, counts.videos, name);
    put(samples, ScaleliteMetrics.SERVER_POLL_AGE, pollAge, name);
  }

  private static void put(Samples samples, Metric metric, OptionalDouble value, String name) {
    value.ifPresent(v -> samples.put(metric, v, name));
  }

  private String host() {
    try {
      return Optional.ofNullable(URI.create(url.strip()).getHost())
          .map(host -> label(host.toLowerCase(Locale.ROOT)))
          .orElse("");
    } catch (IllegalArgumentException e) {
      // Scalelite takes any text; the id names the server then.
      return "";
    }
  }

  static String label(String text) {
    String plain = text.replaceAll("[^A-Za-z0-9_.:~+-]", "_");
    return plain.substring(0, Math.min(plain.length(), 128));
  }

  /** A number of Scalelite's: a text, a number, or what is none, such as {@code unavailable}. */
  static OptionalDouble number(String text) {
    if (text == null || text.length() > 32) {
      return OptionalDouble.empty();
    }
    try {
      double value = Double.parseDouble(text.strip());
      return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
