package org.bbbfleet.exporters.blackbox.icmp;

import com.google.auto.service.AutoService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;
import org.bbbfleet.exporters.blackbox.net.Names;
import org.bbbfleet.exporters.blackbox.options.IpOptions;

/**
 * Pings a host. Java has no sockets for ICMP, so the system's {@code ping} asks; it has the
 * capability that this takes, and we need none.
 */
@AutoService(Prober.class)
public final class IcmpProber implements Prober {
  /** Each is a process. */
  private static final int MOST_AT_ONCE = 32;

  @Override
  public String kind() {
    return "icmp";
  }

  @Override
  public Map<String, Map<String, Object>> builtIn() {
    return Map.of("icmp", Map.of());
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    return open(options, context, "ping");
  }

  Probe open(Section options, CollectorContext context, String command) {
    return new Ready(
        context.vertx(),
        new Module(
            command,
            IpOptions.readWithSource(options),
            options.integer("payload_size", 0, 0, 65_000),
            options.flag("dont_fragment", false),
            options.integer("ttl", 64, 1, 255)));
  }

  /** The options of an icmp module. A payload of 0 bytes is the usual one. */
  record Module(String command, IpOptions ip, int payload, boolean dontFragment, int ttl) {}

  private static final class Ready implements Probe {
    private final Vertx vertx;
    private final Module module;
    private final Names names;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    Ready(Vertx vertx, Module module) {
      this.vertx = vertx;
      this.module = module;
      this.names = new Names(vertx);
    }

    @Override
    public Future<Outcome> probe(Request request) {
      return new IcmpAttempt(vertx, module, names, room, request).run();
    }

    @Override
    public void close() {
      names.close();
    }
  }
}
