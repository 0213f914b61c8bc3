package org.bbbfleet.exporters.bbb;

import java.net.URI;
import org.bbbfleet.core.config.Secret;

/**
 * Where the API is and with what it is called.
 *
 * @param base the URL below which the calls are, ending in a slash
 */
public record Endpoint(URI base, Secret secret) {

  /**
   * An endpoint from a URL as people know it: of the server, of {@code /bigbluebutton/} (as {@code
   * bbb-conf --secret} prints it), or of the API itself.
   */
  public static Endpoint of(URI url, Secret secret) {
    String path = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
    if (path.isEmpty()) {
      path = "/bigbluebutton/api";
    } else if (path.endsWith("/bigbluebutton")) {
      path = path + "/api";
    }
    return new Endpoint(
        URI.create(url.getScheme() + "://" + url.getRawAuthority() + path + "/"), secret);
  }

  /** The URL of the root, which is called without a checksum. */
  String root() {
    return base.toString().replaceAll("/+$", "");
  }

  /** The signed URL of a call; itself a secret. */
  public String signed(Checksum checksum, String call, String query) {
    String before = query.isEmpty() ? "" : query + "&";
    return base + call + "?" + before + "checksum=" + checksum.of(call, query, secret);
  }
}
