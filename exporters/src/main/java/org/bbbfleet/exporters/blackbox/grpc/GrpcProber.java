package org.bbbfleet.exporters.blackbox.grpc;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;
import org.bbbfleet.exporters.blackbox.Unsupported;

/** Reads modules that ask a gRPC service for its health, and says that it can't. */
@AutoService(Prober.class)
public final class GrpcProber implements Prober {

  @Override
  public String kind() {
    return "grpc";
  }

  @Override
  public Map<String, Map<String, Object>> builtIn() {
    return Map.of();
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    options.acceptRest();
    return new Unsupported("the prober grpc");
  }
}
