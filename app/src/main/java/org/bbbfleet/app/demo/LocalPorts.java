package org.bbbfleet.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports that were free a moment ago, all different, and below those that the kernel gives
 * to whoever asks for any port: else a connection could take one before its server starts.
 */
record LocalPorts(int prometheus, int alertmanager, int agent, int serve, int rtmp, int stat) {
  private static final int COUNT = 6;
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 30_000;
  private static final int TRIES = 200;

  static LocalPorts free() {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int tries = 0; held.size() < COUNT; tries++) {
        int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
        try {
          held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (BindException e) {
          if (tries > TRIES) {
            throw e;
          }
        }
      }
      List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
      return new LocalPorts(
          ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4), ports.get(5));
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    } finally {
      held.forEach(LocalPorts::release);
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String address(int port) {
    return "127.0.0.1:" + port;
  }

  static String url(int port) {
    return "http://" + address(port);
  }

  String rtmpStat() {
    return url(stat) + "/stat";
  }
}
