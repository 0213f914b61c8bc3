package org.bbbfleet.exporters.blackbox.rtmp;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * An application of an RTMP server and, where a stream is to be played or published, the stream's
 * name, which is a secret: who knows it may publish.
 */
record RtmpAddress(URI url, String app, Optional<Secret> stream) {

  /** Reads {@code rtmp://host:port/app}; empty when it is none. */
  static Optional<RtmpAddress> parse(String text, Optional<Secret> stream) {
    try {
      URI url = new URI(text.strip());
      String app = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("^/+|/+$", "");
      boolean ok = url.getHost() != null && List.of("rtmp", "rtmps").contains(url.getScheme());
      return ok && app.length() <= 200
          ? Optional.of(new RtmpAddress(url, app, stream))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Reads a target's section of the targets file. */
  static RtmpAddress read(Section section) {
    String url = section.required("url", "For example rtmp://live.example.org/live");
    Optional<RtmpAddress> address = parse(url, section.secret("stream"));
    if (address.isEmpty()) {
      section.problem("url", "must be like rtmp://live.example.org:1935/live");
    }
    return address.orElse(new RtmpAddress(URI.create("rtmp://localhost/"), "", Optional.empty()));
  }

  boolean tls() {
    return url.getScheme().equals("rtmps");
  }

  String host() {
    return url.getHost().replaceAll("^\\[|\\]$", "");
  }

  int port() {
    return url.getPort() >= 0 ? url.getPort() : tls() ? 443 : 1935;
  }

  /** The URL of the application, as a client names it while it connects. */
  String application() {
    return url.getScheme() + "://" + url.getRawAuthority() + "/" + app;
  }
}
