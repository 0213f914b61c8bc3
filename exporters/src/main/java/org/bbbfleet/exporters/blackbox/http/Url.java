package org.bbbfleet.exporters.blackbox.http;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What a request needs of a URL. */
final class Url {
  private Url() {}

  /** An http or https URL with a host, or nothing. */
  static Optional<URI> parse(String text) {
    try {
      return usable(new URI(text.trim().replace(" ", "%20")));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Where a {@code Location} header leads, or nothing when that is no http or https URL. */
  static Optional<URI> resolve(URI from, String location) {
    try {
      URI base = from.getRawPath().isEmpty() ? from.resolve("/") : from;
      return usable(base.resolve(new URI(location.trim().replace(" ", "%20"))));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<URI> usable(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean ok =
        (scheme.equals("http") || scheme.equals("https"))
            && uri.getRawAuthority() != null
            && uri.getPort() <= 65_535
            && !host(uri).isEmpty();
    return ok ? Optional.of(uri) : Optional.empty();
  }

  /**
   * The host without brackets. Names that {@link URI} does not take for hosts (with underscores or
   * letters beyond ASCII) are read from the authority.
   */
  static String host(URI uri) {
    if (uri.getHost() != null) {
      return uri.getHost().replaceAll("^\\[|\\]$", "");
    }
    String authority = uri.getRawAuthority();
    String host = authority.substring(authority.indexOf('@') + 1).replaceFirst(":\\d*$", "");
    try {
      return IDN.toASCII(host);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  static int port(URI uri) {
    int port = uri.getPort();
    if (port < 0 && uri.getHost() == null) {
      String digits = uri.getRawAuthority().replaceFirst(".*:(\\d{1,5})$", "$1");
      port = digits.matches("\\d+") ? Math.min(65_535, Integer.parseInt(digits)) : -1;
    }
    return port >= 0 ? port : isTls(uri) ? 443 : 80;
  }

  static boolean isTls(URI uri) {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  /** What a request names: path and query. A URI holds no line breaks, so nothing slips in. */
  static String target(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return ascii(path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
  }

  /** Host and port as the Host header names them. */
  static String authority(URI uri) {
    boolean usual = port(uri) == (isTls(uri) ? 443 : 80);
    return bracketed(uri) + (usual ? "" : ":" + port(uri));
  }

  /** Host and port, the port always. */
  static String hostAndPort(URI uri) {
    return bracketed(uri) + ":" + port(uri);
  }

  private static String bracketed(URI uri) {
    return host(uri).contains(":") ? "[" + host(uri) + "]" : host(uri);
  }

  /** Percent-encodes what is beyond ASCII, as UTF-8. */
  private static String ascii(String text) {
    StringBuilder result = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ') {
        result.append((char) b);
      } else {
        result.append(String.format("%%%02X", b & 0xff));
      }
    }
    return result.toString();
  }
}
