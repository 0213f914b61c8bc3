package org.bbbfleet.exporters.blackbox.api;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;

/**
 * Creates a test meeting, joins it and ends it, as a frontend does. It changes the server, so that
 * there is no such module unless somebody configures one. The target is a name in the targets file,
 * below {@code bbb}.
 */
@AutoService(Prober.class)
public final class JoinFlowProber implements Prober {

  @Override
  public String kind() {
    return "join_flow";
  }

  /** None: whoever may scrape must not make meetings unless an admin wants that. */
  @Override
  public Map<String, Map<String, Object>> builtIn() {
    return Map.of();
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    String prefix = options.string("meeting_prefix", "fleet-probe");
    if (!prefix.matches("[A-Za-z0-9_-]{1,40}")) {
      options.problem("meeting_prefix", "must be of letters, digits, _ and -");
    }
    return new ApiProbe(
        context.vertx(),
        ApiModule.read(options),
        (vertx, module, calls, request) ->
            new JoinFlowAttempt(vertx, module, calls, prefix, request));
  }
}
