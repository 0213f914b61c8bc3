package org.bbbfleet.exporters.blackbox.options;

import java.net.URI;
import java.util.Optional;
import org.bbbfleet.core.config.Section;

/**
 * An HTTP proxy.
 *
 * @param url where it is, with name and password where it wants them
 * @param connect headers of the request for a tunnel, beside its own
 */
public record ProxyOptions(URI url, HeaderOptions connect) {

  /** Reads {@code proxy_url} and {@code proxy_connect_header}. */
  public static Optional<ProxyOptions> read(Section options) {
    Section headers = options.section("proxy_connect_header");
    java.util.Map<String, java.util.List<TextSource>> connect = new java.util.LinkedHashMap<>();
    for (String name : headers.keys()) {
      connect.put(
          name, headers.strings(name, java.util.List.of()).stream().map(TextSource::of).toList());
    }
    return options
        .url("proxy_url")
        .map(url -> new ProxyOptions(url, new HeaderOptions(connect, Optional.empty())));
  }

  /** The port, 80 unless it is named. */
  public int port() {
    return url.getPort() < 0 ? 80 : url.getPort();
  }

  @Override
  public String toString() {
    return url.getHost() + ":" + port();
  }
}
