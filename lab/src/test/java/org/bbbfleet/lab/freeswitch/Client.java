package org.bbbfleet.lab.freeswitch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A plain client that knows nothing of framing but what a test tells it. */
final class Client implements AutoCloseable {
  static final String BANNER = "Content-Type: auth/request\n\n";
  static final String ACCEPTED = "Content-Type: command/reply\nReply-Text: +OK accepted\n\n";
  static final String GOODBYE =
      """
      Content-Type: text/disconnect-notice
      Content-Length: 67

      Disconnected, goodbye.
      See you at ClueCon! http://www.cluecon.com/
      """;

  private final Socket socket;

  Client(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(5000);
  }

  static Client loggedIn(int port) throws IOException {
    Client client = new Client(port);
    client.send("auth ClueCon\n\n");
    client.expect(BANNER + ACCEPTED);
    return client;
  }

  Client send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Client patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
    return this;
  }

  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  /** Reads exactly as many bytes as expected, and compares. */
  void expect(String text) throws IOException {
    String got = text(text.getBytes(StandardCharsets.UTF_8).length);
    if (!got.equals(text)) {
      throw new AssertionError("expected <" + text + "> but got <" + got + ">");
    }
  }

  String text(int bytes) throws IOException {
    return new String(in().readNBytes(bytes), StandardCharsets.UTF_8);
  }

  /** Everything until the server ends the connection. */
  String rest() throws IOException {
    return new String(in().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** One message: its header lines, and its body after an empty line. */
  String frame() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.UTF_8).endsWith("\n\n")) {
      int one = in().read();
      if (one < 0) {
        throw new IOException("ended within a header");
      }
      head.write(one);
    }
    String text = head.toString(StandardCharsets.UTF_8);
    String length = text.replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
    return length.equals(text) ? text : text + text(Integer.parseInt(length));
  }

  byte[] apiBody(String command) throws IOException {
    send("api " + command + "\n\n");
    String head = "";
    while (!head.endsWith("\n\n")) {
      head += (char) in().read();
    }
    if (!head.startsWith("Content-Type: api/response\nContent-Length: ")) {
      throw new AssertionError("no api/response but " + head);
    }
    return in().readNBytes(Integer.parseInt(head.replaceAll("\\D", "")));
  }

  String api(String command) throws IOException {
    return new String(apiBody(command), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
