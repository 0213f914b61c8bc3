package org.bbbfleet.exporters.blackbox.dns;

import com.google.auto.service.AutoService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;
import org.bbbfleet.exporters.blackbox.net.Net;

/** Asks a name server for a name, over UDP, TCP or TLS. */
@AutoService(Prober.class)
public final class DnsProber implements Prober {

  @Override
  public String kind() {
    return "dns";
  }

  /** None: a name server is asked for a name, which nobody but its admin knows. */
  @Override
  public Map<String, Map<String, Object>> builtIn() {
    return Map.of();
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    return new Ready(context.vertx(), DnsModule.read(options));
  }

  private static final class Ready implements Probe {
    private final Vertx vertx;
    private final DnsModule module;
    private final Net net;

    Ready(Vertx vertx, DnsModule module) {
      this.vertx = vertx;
      this.module = module;
      this.net = new Net(vertx, module.ip(), module.tls());
    }

    @Override
    public Future<Outcome> probe(Request request) {
      return new DnsAttempt(vertx, module, net, request).run();
    }

    @Override
    public void close() {
      net.close();
    }
  }
}
