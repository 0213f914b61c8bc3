package org.bbbfleet.exporters.blackbox.http;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;

/** Asks for a URL over HTTP/1.1, with or without TLS. */
@AutoService(Prober.class)
public final class HttpProber implements Prober {

  @Override
  public String kind() {
    return "http";
  }

  @Override
  public Map<String, Map<String, Object>> builtIn() {
    return Map.of("http_2xx", Map.of());
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    return new HttpProbe(context.vertx(), HttpModule.read(options));
  }
}
