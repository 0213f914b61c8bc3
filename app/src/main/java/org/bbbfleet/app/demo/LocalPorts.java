package org.bbbfleet.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Loopback ports that were free a moment ago, all different. */
record LocalPorts(int prometheus, int alertmanager, int agent, int serve, int rtmp, int stat) {
  private static final int COUNT = 6;

  static LocalPorts free() {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < COUNT; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
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
