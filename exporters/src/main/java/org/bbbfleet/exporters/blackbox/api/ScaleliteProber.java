package org.bbbfleet.exporters.blackbox.api;

import com.google.auto.service.AutoService;
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
    return new ApiProbe(context.vertx(), ApiModule.read(options), ScaleliteAttempt::new);
  }
}
