package org.bbbfleet.exporters.haproxy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HAProxy's statistics socket: one line in, the answer out, then HAProxy closes (management guide,
 * "Unix Socket commands"). Level {@code user} is enough for {@code show stat}. Blocks.
 */
final class StatsSocket {
  private static final Pattern NAMED =
      Pattern.compile("(?m)^[ \\t]*stats[ \\t]+socket[ \\t]+(?:unix@)?(/\\S+)");
  private static final long MAX_CONFIG = 4 << 20;
  static final int MOST_BYTES = 8 << 20;

  private StatsSocket() {}

  /** The sockets that a configuration names; none when it is not there or closed to us. */
  static List<Path> named(Path config, Path root) {
    List<Path> sockets = new ArrayList<>();
    try {
      if (Files.size(config) <= MAX_CONFIG) {
        Matcher line = NAMED.matcher(Files.readString(config, StandardCharsets.ISO_8859_1));
        while (line.find()) {
          sockets.add(root.resolve(line.group(1).replaceFirst("^/+", "")));
        }
      }
    } catch (IOException e) {
      // Then it is not known where to ask, which the collector says.
      return List.of();
    }
    return sockets;
  }

  /**
   * Asks one thing.
   *
   * @throws IOException when nobody listens, or no whole answer comes in time
   */
  static String ask(Path socket, String question, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      ByteBuffer line = ByteBuffer.wrap((question + "\n").getBytes(StandardCharsets.US_ASCII));
      if (channel.write(line) == 0 || line.hasRemaining()) {
        throw new IOException("HAProxy does not take a question");
      }
      channel.register(selector, SelectionKey.OP_READ);
      ByteBuffer answer = ByteBuffer.allocate(64 * 1024);
      while (true) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new IOException("no whole answer within " + timeout.toMillis() + " ms");
        }
        selector.select(Math.max(1, left / 1_000_000));
        selector.selectedKeys().clear();
        answer = answer.hasRemaining() ? answer : larger(answer);
        if (channel.read(answer) < 0) {
          return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
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
