package org.bbbfleet.lab.shared;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A web server whose health page is always well, whatever becomes of the rest. */
final class WebServer implements AutoCloseable {
  private static final int LONGEST_HEAD = 8192;

  /** What it does with requests for anything but {@code /health}. */
  enum Mood {
    WELL,
    FAILING,
    SILENT
  }

  private final ServerSocket socket;
  private volatile Mood mood = Mood.WELL;

  WebServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "web-server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  void is(Mood other) {
    mood = other;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        client.setSoTimeout(5000);
        String head = head(client.getInputStream());
        boolean well = head.contains(" /health ") || mood == Mood.WELL;
        if (!head.isEmpty() && (well || mood == Mood.FAILING)) {
          String status = well ? "200 OK" : "500 Internal Server Error";
          client
              .getOutputStream()
              .write(
                  ("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
                      .getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException e) {
        // A client that went away, or the end.
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < LONGEST_HEAD && head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
