package org.bbbfleet.exporters.docker;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * Asks the root-owned gate what Docker knows about containers. The gate ({@link GateScript}) takes
 * a closed list of GETs on a Unix socket and tells no secrets, so that the agent needs no right on
 * Docker's own socket. Blocks, at most for its timeout.
 */
public final class DockerGate {
  /** Where provisioning lets the gate listen. */
  public static final Path SOCKET = Path.of("/run/bbb-fleet-docker.sock");

  private static final int MOST_BYTES = 2 * 1024 * 1024;
  private static final String OK = "HTTP/1.0 200 ";
  private static final String END_OF_HEAD = "\r\n\r\n";

  private final Path socket;
  private final Duration timeout;

  /**
   * A gate.
   *
   * @param timeout the longest that a question may take
   */
  public DockerGate(Path socket, Duration timeout) {
    this.socket = socket;
    this.timeout = timeout;
  }

  /**
   * All containers of the host, also those that have ended.
   *
   * @throws FleetException when the gate can't be reached, refuses, or answers what it never would
   */
  public List<Container> containers() {
    return Container.parse(ask("/containers/json"));
  }

  private String ask(String path) {
    String answer;
    try {
      answer = exchange("GET " + path + " HTTP/1.0" + END_OF_HEAD);
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.REMOTE, "the Docker gate at " + socket + " fails: " + e.getMessage(), e);
    }
    int body = answer.indexOf(END_OF_HEAD);
    if (body < 0 || !answer.startsWith(OK)) {
      String status = answer.lines().findFirst().orElse("nothing");
      throw new FleetException(
          ErrorCategory.REMOTE,
          "the Docker gate at " + socket + " answered " + status.replaceAll("[^ -~]", "?"));
    }
    return answer.substring(body + END_OF_HEAD.length());
  }

  private String exchange(String request) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      // The whole request in one write: the gate reads once.
      if (channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)))
          < request.length()) {
        throw new EOFException("it does not take a request");
      }
      channel.register(selector, SelectionKey.OP_READ);
      ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
      while (true) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new IOException("no whole answer within " + timeout.toMillis() + " ms");
        }
        selector.select(Math.max(1, left / 1_000_000));
        selector.selectedKeys().clear();
        if (!buffer.hasRemaining()) {
          buffer = larger(buffer);
        }
        if (channel.read(buffer) < 0) {
          return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        }
      }
    }
  }

  private static ByteBuffer larger(ByteBuffer full) throws IOException {
    if (full.capacity() >= MOST_BYTES) {
      throw new IOException("an answer above " + MOST_BYTES + " bytes");
    }
    return ByteBuffer.allocate(full.capacity() * 2).put(full.flip());
  }
}
