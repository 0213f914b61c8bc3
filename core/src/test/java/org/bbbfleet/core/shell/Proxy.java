package org.bbbfleet.core.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A wire between us and a server that can go dead without a word, as a link does. */
final class Proxy implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private final int to;
  private volatile long letThrough;

  /**
   * @param letThrough how many bytes the server may say on each connection before the wire is dead
   */
  Proxy(int to, long letThrough) throws IOException {
    this.to = to;
    this.letThrough = letThrough;
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** From now on nothing passes. */
  void cut() {
    letThrough = 0;
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket client = listener.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
      sockets.addAll(List.of(client, server));
      daemon(() -> pump(client, server, Long.MAX_VALUE));
      daemon(() -> pump(server, client, 0));
    }
  }

  private void pump(Socket from, Socket into, long least) throws Exception {
    InputStream in = from.getInputStream();
    OutputStream out = into.getOutputStream();
    byte[] buffer = new byte[16 * 1024];
    long passed = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      int allowed = (int) Math.min(n, Math.max(least, letThrough) - passed);
      if (allowed > 0) {
        out.write(buffer, 0, allowed);
        out.flush();
        passed += allowed;
      }
      if (allowed < n) {
        never.await();
      }
    }
    into.close();
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception e) {
                // An end was closed: so is the wire.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
