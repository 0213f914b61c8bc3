package org.bbbfleet.exporters.freeswitch;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
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
 * user}, as {@code name@domain}, to log in as a restricted user; {@code profiles}, the SIP profiles
 * that must run (those that once ran are missed anyway).
 */
@AutoService(Exporter.class)
public final class FreeSwitchExporter implements Exporter {
  private static final int PORT = 8021;

  @Override
  public String name() {
    return "freeswitch";
  }

  @Override
  public List<Metric> metrics() {
    return FreeSwitchMetrics.all();
  }

  @Override
  public Presence presence(Section options) {
    return presenceBelow(Path.of("/"), options);
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
            login(options, places));
    EslClient client = new EslClient(context.vertx(), settings, context.clock(), System::nanoTime);
    return new FreeSwitchCollector(context.vertx(), client, options.strings("profiles", List.of()));
  }

  private static EslLogin login(Section options, List<Path> places) {
    Optional<Secret> password = options.secret("password");
    Optional<String> user = options.string("user");
    password
        .filter(p -> p.reveal().isEmpty() || hasControls(p.reveal()))
        .ifPresent(p -> options.problem("password", "is empty or has a control character"));
    user.filter(u -> !u.contains("@") || u.contains(":") || hasControls(u))
        .ifPresent(u -> options.problem("user", "must be like name@domain"));
    if (user.isPresent() && password.isEmpty()) {
      options.problem("user", "needs its password: set password_file");
    }
    if (password.isEmpty()) {
      return EslLogin.configured(places);
    }
    Secret secret = password.get();
    return user.isPresent() ? EslLogin.user(user.get(), secret) : EslLogin.password(secret);
  }

  private static boolean hasControls(String text) {
    return text.chars().anyMatch(c -> c < ' ');
  }
}
