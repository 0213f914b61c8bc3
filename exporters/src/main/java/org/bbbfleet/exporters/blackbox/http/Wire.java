package org.bbbfleet.exporters.blackbox.http;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.bbbfleet.exporters.blackbox.options.HeaderOptions.Header;

/** One request and its response in a version of HTTP, as bytes of a connection. */
interface Wire {

  /**
   * A request.
   *
   * @param target the path and query, or the whole URL to a proxy
   * @param authority the Host header
   * @param headers the rest, in order
   */
  record Sent(
      String method,
      String scheme,
      String authority,
      String target,
      List<Header> headers,
      String body) {}

  /** The bytes that begin the request. */
  Buffer open(Sent request);

  /** Takes what came, and gives what is to be sent in return. */
  Buffer feed(Buffer bytes);

  /** The connection was closed by the other side. */
  void closed();
}
