package org.bbbfleet.exporters.blackbox.api;

import com.google.auto.service.AutoService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;

/**
 * Asks Scalelite whether it is well ({@code /health_check}, whose status is 200 either way), its
 * API for its version and, if the target has a secret, its admin API for the servers. The target is
 * a name in the targets file, below {@code scalelite}.
 */
@AutoService(Prober.class)
public final class ScaleliteProber implements Prober {

  @Override
  public String kind() {
    return "scalelite";
  }

  @Override
  public Map<String, Map<String, Object>> builtIn() {
    return Map.of("scalelite", Map.of());
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    return new Ready(context.vertx(), ApiModule.read(options));
  }

  private static final class Ready implements Probe {
    private final Vertx vertx;
    private final ApiModule module;
    private final ApiCalls calls;

    Ready(Vertx vertx, ApiModule module) {
      this.vertx = vertx;
      this.module = module;
      this.calls = new ApiCalls(vertx, module.caFile());
    }

    @Override
    public Future<Outcome> probe(Request request) {
      return new ScaleliteAttempt(vertx, module, calls, request).run();
    }

    @Override
    public void close() {
      calls.close();
    }
  }
}
