package org.bbbfleet.exporters.coturn;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's tables of sockets, {@code /proc/net/udp} and its like (proc_net_udp(5), proc(5)),
 * which everybody may read.
 */
final class Sockets {
  private static final int MAX_LINES = 300_000;

  private Sockets() {}

  /** Listening, of TCP; of UDP every socket without a peer has another state. */
  static final int TCP_LISTEN = 0x0A;

  static final int TCP_ESTABLISHED = 0x01;

  /**
   * One socket.
   *
   * @param state the kernel's number for its state
   * @param uid whose it is
   * @param inode tells it from a later one on the same port
   * @param drops datagrams that were dropped at it; 0 of TCP
   */
  record Socket(int port, int state, int uid, long inode, long drops) {}

  /** All sockets of these tables, as far as they are there. */
  static List<Socket> read(Path netDirectory, String... tables) {
    List<Socket> sockets = new ArrayList<>();
    for (String table : tables) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  Files.newInputStream(netDirectory.resolve(table)), StandardCharsets.US_ASCII))) {
        String line = lines.readLine();
        while (line != null && sockets.size() < MAX_LINES) {
          parse(line).ifPresent(sockets::add);
          line = lines.readLine();
        }
      } catch (IOException e) {
        // A kernel without IPv6 has no such table.
        continue;
      }
    }
    return sockets;
  }

  /** A line of a table; its heading is none. */
  static Optional<Socket> parse(String line) {
    String[] fields = line.strip().split("\\s+", 14);
    if (fields.length < 10 || !fields[0].endsWith(":")) {
      return Optional.empty();
    }
    int colon = fields[1].lastIndexOf(':');
    try {
      boolean hasDrops = fields.length >= 13 && fields[12].matches("\\d{1,18}");
      return Optional.of(
          new Socket(
              Integer.parseInt(fields[1].substring(colon + 1), 16),
              Integer.parseInt(fields[3], 16),
              Integer.parseInt(fields[7]),
              Long.parseLong(fields[9]),
              hasDrops ? Long.parseLong(fields[12]) : 0));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
