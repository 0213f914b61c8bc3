package org.bbbfleet.exporters.blackbox.turn;

import com.google.auto.service.AutoService;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;
import org.bbbfleet.exporters.blackbox.net.Net;
import org.bbbfleet.exporters.blackbox.options.IpOptions;
import org.bbbfleet.exporters.blackbox.options.TlsOptions;
import org.bbbfleet.exporters.targets.TargetFile;

/**
 * Asks a TURN server as a browser does that can't reach BigBlueButton directly: who am I (STUN
 * binding), and a relay please (allocation, with the shared secret). The target is a name in the
 * targets file, below {@code turn}; one that is a {@code stun:} URL needs no file and is only asked
 * who we are.
 */
@AutoService(Prober.class)
public final class TurnProber implements Prober {

  @Override
  public String kind() {
    return "turn";
  }

  @Override
  public Map<String, Map<String, Object>> builtIn() {
    return Map.of("turn", Map.of());
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    TargetFile targets =
        new TargetFile(Path.of(options.string("targets", TargetFile.DEFAULT.toString())));
    Net net =
        new Net(
            context.vertx(),
            IpOptions.readWithSource(options),
            TlsOptions.read(options.section("tls_config")));
    return new Probe() {
      @Override
      public Future<Outcome> probe(Request request) {
        return new TurnAttempt(context, net, targets, request).run();
      }

      @Override
      public void close() {
        net.close();
      }
    };
  }
}
