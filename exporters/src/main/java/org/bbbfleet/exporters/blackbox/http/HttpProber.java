package org.bbbfleet.exporters.blackbox.http;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;
import org.bbbfleet.exporters.blackbox.Unsupported;

/** Asks for a URL over HTTP/1.1 or, where the server offers it over TLS, HTTP/2. */
@AutoService(Prober.class)
public final class HttpProber implements Prober {

  @Override
  public String kind() {
    return "http";
  }

  @Override
  public Map<String, Map<String, Object>> builtIn() {
    // BigBlueButton's API answers 200 while it fails; only its body tells.
    Map<String, Object> bbb =
        Map.of("fail_if_body_not_matches_regexp", List.of("<returncode>SUCCESS</returncode>"));
    return Map.of("http_2xx", Map.of(), "http_post_2xx", Map.of("method", "POST"), "http_bbb", bbb);
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    HttpModule module = HttpModule.read(options);
    return module.unsupported().isEmpty()
        ? new HttpProbe(context.vertx(), module)
        : new Unsupported("http: " + String.join(", ", module.unsupported()));
  }
}
