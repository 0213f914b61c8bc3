package org.bbbfleet.bench.provision;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what passes between a client on this machine and one host: bytes, connections, turns. */
final class CountingProxy implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final String address;
  private final int port;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong turns = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();

  CountingProxy(String address, int port) throws IOException {
    this.address = address;
    this.port = port;
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Bytes in both directions, without those of TCP and IP. */
  long bytes() {
    return bytes.get();
  }

  /** How often the client spoke after the host had: what a distant host makes one wait for. */
  long turns() {
    return turns.get();
  }

  long connections() {
    return connections.get();
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket client = listener.accept();
      connections.incrementAndGet();
      Socket server = new Socket(address, port);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Turn turn = new Turn();
      daemon(() -> pump(client, server, turn, true));
      daemon(() -> pump(server, client, turn, false));
    }
  }

  private final class Turn {
    private boolean hostSpoke = true;

    synchronized void spoke(boolean client) {
      if (client && hostSpoke) {
        turns.incrementAndGet();
      }
      hostSpoke = !client;
    }
  }

  private void pump(Socket from, Socket into, Turn turn, boolean client) throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = into.getOutputStream();
    byte[] buffer = new byte[64 * 1024];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      bytes.addAndGet(n);
      turn.spoke(client);
      out.write(buffer, 0, n);
      out.flush();
    }
    into.close();
    from.close();
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // An end was closed: the connection is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
