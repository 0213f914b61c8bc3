package org.bbbfleet.exporters.blackbox.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** A proxy's answer to CONNECT (RFC 9110, 9.3.6): a status, headers, and then the tunnel. */
final class Tunnel {
  private static final int LONGEST = 16 * 1024;

  private final HttpAttempt attempt;
  private final Runnable next;
  private final StringBuilder head = new StringBuilder();
  private boolean open;

  Tunnel(HttpAttempt attempt, Runnable next) {
    this.attempt = attempt;
    this.next = next;
  }

  void feed(Buffer bytes) {
    if (open) {
      return;
    }
    head.append(bytes.toString(StandardCharsets.ISO_8859_1));
    int end = head.indexOf("\r\n\r\n");
    if (end < 0) {
      if (head.length() > LONGEST) {
        attempt.fail("the proxy's answer is too long");
      }
      return;
    }
    String status = head.substring(0, head.indexOf("\r\n"));
    if (status.matches("HTTP/1\\.[01] 2\\d\\d.*")) {
      open = true;
      next.run();
    } else {
      attempt.fail("the proxy refused the tunnel: " + status.replaceAll("[^ -~]", "?"));
    }
  }

  void closed() {
    if (!open) {
      attempt.fail("the proxy closed the connection");
    }
  }
}
