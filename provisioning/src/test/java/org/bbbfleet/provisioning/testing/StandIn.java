package org.bbbfleet.provisioning.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Stands in for the fleet program on hosts of system tests: {@code agent} and {@code serve} answer
 * on their ports as the real ones do when they are well. The real program is proved by the demo.
 */
public final class StandIn {
  private static final String METRICS =
      "fleet_collector_success{collector=\"units\",} 1.0\n"
          + "fleet_collector_age_seconds{collector=\"units\",} 0.0\n";

  private StandIn() {}

  public static void main(String[] arguments) throws IOException {
    int port = arguments[0].equals("agent") ? 9688 : 9780;
    try (ServerSocket server = new ServerSocket(port)) {
      while (true) {
        try (Socket socket = server.accept()) {
          socket.setSoTimeout(2000);
          InputStream in = socket.getInputStream();
          byte[] request = new byte[4096];
          if (in.read(request) > 0) {
            String answer =
                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                    .formatted(METRICS.length(), METRICS);
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
          }
        } catch (IOException e) {
          System.err.println("a client went away: " + e);
        }
      }
    }
  }
}
