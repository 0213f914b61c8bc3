package org.bbbfleet.exporters.freeswitch;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server that sends what was recorded, or what a test makes of it. */
final class EslStub implements AutoCloseable {
  static final String GREETING = "Content-Type: auth/request\n\n";

  private final Vertx vertx;
  private final Map<String, Consumer<NetSocket>> answers = new ConcurrentHashMap<>();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
  private volatile Consumer<NetSocket> greeting = socket -> socket.write(GREETING);
  private NetServer server;
  private int port;

  EslStub(Vertx vertx) {
    this.vertx = vertx;
    listen();
  }

  private void listen() {
    server = vertx.createNetServer().connectHandler(this::accept);
    try {
      server
          .listen(port, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the stub can't listen", e);
    }
    port = server.actualPort();
  }

  int port() {
    return port;
  }

  /** Connections so far. */
  int connections() {
    return sockets.size();
  }

  /** All commands so far, of all connections. */
  List<String> received() {
    return received;
  }

  /** What happens on a new connection instead of the greeting. */
  EslStub greets(Consumer<NetSocket> greeting) {
    this.greeting = greeting;
    return this;
  }

  EslStub greetsWith(String recording) {
    return greets(
        socket -> {
          socket.write(Buffer.buffer(Recordings.server(recording)));
          socket.end();
        });
  }

  EslStub answers(String command, Consumer<NetSocket> answer) {
    answers.put(command, answer);
    return this;
  }

  /** Answers an api command with a recording. */
  EslStub replays(String command, String recording) {
    byte[] reply = Recordings.reply(recording);
    return answers("api " + command, socket -> socket.write(Buffer.buffer(reply)));
  }

  EslStub says(String command, String body) {
    return answers("api " + command, socket -> socket.write(response(body)));
  }

  /** Sends bytes to all who are connected. */
  void push(Buffer bytes) {
    sockets.forEach(socket -> socket.write(bytes));
  }

  EslStub silentOn(String command) {
    return answers("api " + command, socket -> {});
  }

  static Buffer response(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return Buffer.buffer("Content-Type: api/response\nContent-Length: " + bytes.length + "\n\n")
        .appendBytes(bytes);
  }

  private void accept(NetSocket socket) {
    sockets.add(socket);
    socket.exceptionHandler(e -> {});
    socket.handler(
        RecordParser.newDelimited("\n\n", command -> command(socket, command.toString())));
    greeting.accept(socket);
  }

  private void command(NetSocket socket, String command) {
    received.add(command);
    Consumer<NetSocket> answer = answers.get(command);
    if (answer == null && command.startsWith("api uuid_")) {
      answer = answers.get(command.substring(0, command.indexOf(' ', 4)));
    }
    if (answer != null) {
      answer.accept(socket);
    } else if (command.equals("auth ClueCon")) {
      socket.write("Content-Type: command/reply\nReply-Text: +OK accepted\n\n");
    } else if (command.startsWith("auth ") || command.startsWith("userauth ")) {
      byte[] all = Recordings.server("02-auth-bad-password");
      socket.write(Buffer.buffer(all).slice(GREETING.length(), all.length));
      socket.end();
    } else if (!command.startsWith("api ")) {
      socket.write("Content-Type: command/reply\nReply-Text: +OK " + command + "\n\n");
    } else {
      socket.write(response("-ERR " + command.substring(4) + " Command not found!\n"));
    }
  }

  /** Ends every connection, as a restart does, and goes on listening. */
  void hangUp() {
    sockets.forEach(NetSocket::close);
  }

  /** Stops listening and ends every connection. */
  void stop() {
    try {
      server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the stub can't stop", e);
    }
    awaitRefused(port);
  }

  /** A server that is closed may still accept for a moment; waits until nothing listens there. */
  static void awaitRefused(int port) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        Thread.onSpinWait();
      } catch (IOException refused) {
        return;
      }
    }
    throw new IllegalStateException("something still listens on " + port);
  }

  /** Listens again on the same port. */
  void restart() {
    listen();
  }

  @Override
  public void close() {
    stop();
  }
}
