package org.bbbfleet.exporters.openstreamingplatform;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bbbfleet.core.config.Section;

/**
 * The options of the openstreamingplatform exporter.
 *
 * @param core where the core answers ({@code url})
 * @param pings what answers with a pong, by component ({@code rtmp_url}, {@code proxy_url})
 * @param timeout how long each answer may take ({@code timeout})
 * @param maxStreams how many streams get series of their own ({@code max_streams})
 */
record OspOptions(URI core, Map<String, URI> pings, Duration timeout, int maxStreams) {
  private static final URI DEFAULT_CORE = URI.create("http://127.0.0.1:5010/");

  static OspOptions from(Section options) {
    URI core = options.url("url").orElse(DEFAULT_CORE);
    Map<String, URI> pings = new LinkedHashMap<>();
    pings.put("core", core.resolve("/apiv1/server/ping"));
    options.url("rtmp_url").ifPresent(url -> pings.put("rtmp", url.resolve("/api/server/ping")));
    options.url("proxy_url").ifPresent(url -> pings.put("proxy", url.resolve("/ping")));
    return new OspOptions(
        core,
        Map.copyOf(pings),
        options.duration("timeout", Duration.ofSeconds(4)),
        options.integer("max_streams", 200, 0, 10_000));
  }

  URI call(String path) {
    return core.resolve("/apiv1/" + path);
  }
}
