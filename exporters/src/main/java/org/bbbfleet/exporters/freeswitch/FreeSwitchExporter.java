package org.bbbfleet.exporters.freeswitch;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/**
 * FreeSWITCH over its event socket. On a host with FreeSWITCH it needs no options.
 *
 * <p>Options: {@code host} and {@code port} (default: what {@code event_socket.conf.xml} says, else
 * 127.0.0.1 and 8021); {@code password} or {@code password_file} (default: from that file); {@code
 * user}, as {@code name@domain}, to log in as a restricted user; {@code api}, where BigBlueButton's
 * API is ({@link ApiVoices}); and {@link FreeSwitchOptions}.
 */
@AutoService(Exporter.class)
public final class FreeSwitchExporter implements Exporter {
  /** The event socket's usual port. */
  static final int PORT = 8021;

  @Override
  public String name() {
    return "freeswitch";
  }

  @Override
  public List<Metric> metrics() {
    return FreeSwitchMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    for (String key : List.of("host", "password", "password_file")) {
      if (options.string(key).isPresent()) {
        return Presence.on(key + " is configured");
      }
    }
    for (Path place : EventSocketConf.places(root)) {
      if (Files.exists(place)) {
        return Presence.on(place + " is there");
      }
    }
    return Presence.off("no event_socket.conf.xml, and no host is configured");
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    List<Path> places = EventSocketConf.places(context.root());
    Optional<EventSocketConf> conf = EventSocketConf.find(places);
    EslSettings settings =
        EslSettings.of(
            options
                .string("host")
                .or(() -> conf.flatMap(EventSocketConf::host))
                .orElse("127.0.0.1"),
            options.integer("port", conf.flatMap(EventSocketConf::port).orElse(PORT), 1, 65535),
            FreeSwitchLogin.read(options).orElseGet(() -> EslLogin.configured(places)));
    return FreeSwitchCollector.create(
        context.vertx(),
        events ->
            new EslClient(context.vertx(), settings, context.clock(), System::nanoTime, events),
        System::nanoTime,
        ApiVoices.read(options.section("api"), context.vertx(), context.root()),
        FreeSwitchOptions.read(options),
        new SplittableRandom());
  }

  /**
   * Longer than the two rounds of questions may take: that FreeSWITCH hangs is something to say.
   */
  @Override
  public Duration deadline() {
    return Duration.ofSeconds(7);
  }
}
