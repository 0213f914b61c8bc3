package org.bbbfleet.exporters.blackbox.api;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;

/**
 * Makes a signed call of BigBlueButton's API and judges the answer: a failed call has HTTP status
 * 200, too. The target is a name in the targets file, below {@code bbb}.
 */
@AutoService(Prober.class)
public final class BbbApiProber implements Prober {

  @Override
  public String kind() {
    return "bbb_api";
  }

  @Override
  public Map<String, Map<String, Object>> builtIn() {
    return Map.of("bbb_api", Map.of());
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    return new ApiProbe(
        context.vertx(),
        ApiModule.read(options),
        (vertx, module, calls, request) ->
            new ApiAttempt(vertx, module, calls, "bbb", true, request) {
              @Override
              protected void ask() {
                call(
                    "getMeetings",
                    "",
                    answer -> {
                      samples.put(BlackboxMetrics.BBB_MEETINGS, answer.meetings());
                      end(true, "");
                    });
              }
            });
  }
}
