package org.bbbfleet.exporters.freeswitch;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.bbbfleet.core.config.Secret;

/**
 * One connection to an event socket, from the greeting to its end. Events go to the listener, those
 * that nobody asked for too. Used on one event loop only.
 *
 * <p>Replies carry no number: they come in the order of the commands. So whatever breaks that order
 * (a deadline, an answer nobody asked for, bytes that are not ESL) ends the connection.
 */
final class EslConnection {
  private enum Phase {
    CONNECTING,
    GREETING,
    LOGIN,
    READY,
    CLOSED
  }

  private record Pending(String command, long sentNanos, long timer, Promise<EslReply> promise) {}

  private final Vertx vertx;
  private final EslSettings settings;
  private final Clock clock;
  private final Secret login;
  private final EslListener listener;
  private final Promise<EslConnection> opened = Promise.promise();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final EslDecoder decoder = new EslDecoder(this::receive);
  private final long openTimer;
  private Phase phase = Phase.CONNECTING;
  private NetSocket socket;
  private EslException failure;

  private EslConnection(
      Vertx vertx, EslSettings settings, Clock clock, Secret login, EslListener listener) {
    this.vertx = vertx;
    this.settings = settings;
    this.clock = clock;
    this.login = login;
    this.listener = listener;
    this.openTimer =
        vertx.setTimer(
            settings.open().toMillis(),
            id -> fail(EslReason.TIMEOUT, "did not " + step() + " within " + settings.open()));
  }

  /** Connects and logs in; fails with an {@link EslException}. */
  static Future<EslConnection> open(
      Vertx vertx,
      NetClient client,
      EslSettings settings,
      Clock clock,
      Secret login,
      EslListener listener) {
    EslConnection connection = new EslConnection(vertx, settings, clock, login, listener);
    client
        .connect(settings.port(), settings.host())
        .onSuccess(connection::connected)
        .onFailure(e -> connection.fail(EslErrors.connecting(settings.address(), e)));
    return connection.opened.future();
  }

  boolean isOpen() {
    return phase == Phase.READY;
  }

  /**
   * Sends all {@code api} commands at once and gives their replies in the same order. The future
   * never fails: what was not answered is {@link EslReply.Lost}.
   */
  Future<List<EslReply>> exchange(List<String> commands) {
    if (phase != Phase.READY) {
      return Future.succeededFuture(
          Collections.nCopies(commands.size(), new EslReply.Lost(failure)));
    }
    return Future.join(send(commands.stream().map("api "::concat).toList()))
        .map(all -> all.<EslReply>list());
  }

  private List<Future<EslReply>> send(List<String> commands) {
    StringBuilder lines = new StringBuilder();
    List<Future<EslReply>> replies = new ArrayList<>();
    for (String command : commands) {
      Promise<EslReply> promise = Promise.promise();
      long timer = vertx.setTimer(settings.command().toMillis(), id -> overdue(command, promise));
      pending.add(new Pending(command, System.nanoTime(), timer, promise));
      replies.add(promise.future());
      lines.append(command).append("\n\n");
    }
    write(lines.toString());
    return replies;
  }

  private void subscribe() {
    List<String> commands = listener.subscriptions();
    if (!commands.isEmpty()) {
      List<Future<EslReply>> replies = send(commands);
      for (int i = 0; i < commands.size(); i++) {
        String command = commands.get(i);
        replies.get(i).onSuccess(reply -> listener.subscribed(command, reply));
      }
    }
  }

  void close() {
    fail(EslReason.UNREACHABLE, "the exporter is closing");
  }

  private void connected(NetSocket connected) {
    if (phase == Phase.CLOSED) {
      connected.close().onFailure(this::lost);
      return;
    }
    socket = connected;
    phase = Phase.GREETING;
    socket.exceptionHandler(this::lost);
    socket.closeHandler(v -> ended());
    socket.handler(this::bytes);
  }

  private void bytes(Buffer buffer) {
    if (phase == Phase.CLOSED) {
      return;
    }
    try {
      decoder.feed(buffer.getBytes());
    } catch (EslException e) {
      fail(e.reason(), e.getMessage());
    }
  }

  private void receive(EslMessage message) {
    if (phase == Phase.CLOSED) {
      return;
    }
    switch (message.contentType()) {
      case "auth/request" -> greeted();
      case "command/reply", "api/response" -> answered(message);
      case "text/disconnect-notice" -> throw EslErrors.notice(message);
      case "text/rude-rejection" ->
          throw new EslException(
              EslReason.ACL,
              "refuses this address by its access list: see apply-inbound-acl in"
                  + " event_socket.conf.xml (loopback.auto admits 127.0.0.1)");
      default -> {
        if (!EslErrors.unasked(message.contentType())) {
          throw EslException.protocol(
              "sent a message of type " + EslException.excerpt(message.contentType()));
        }
        listener.unasked(message);
      }
    }
  }

  private void greeted() {
    if (phase != Phase.GREETING) {
      throw EslException.protocol("asked twice for a login");
    }
    phase = Phase.LOGIN;
    write(login.reveal() + "\n\n");
  }

  private void answered(EslMessage message) {
    if (phase == Phase.LOGIN) {
      loggedIn(message);
      return;
    }
    Pending head = pending.poll();
    if (head == null) {
      throw EslException.protocol("answered what nobody asked");
    }
    vertx.cancelTimer(head.timer());
    head.promise()
        .complete(EslErrors.reply(message, clock.instant(), System.nanoTime() - head.sentNanos()));
  }

  private void loggedIn(EslMessage message) {
    String text = message.header("Reply-Text").orElse("");
    if (text.startsWith("-ERR")) {
      throw new EslException(EslReason.AUTH, "does not accept the password or user");
    }
    if (!text.startsWith("+OK")) {
      throw EslException.protocol("answered the login with " + EslException.excerpt(text));
    }
    vertx.cancelTimer(openTimer);
    phase = Phase.READY;
    listener.connected();
    subscribe();
    opened.complete(this);
  }

  private void overdue(String command, Promise<EslReply> promise) {
    if (!promise.future().isComplete()) {
      fail(EslReason.TIMEOUT, "no answer to \"" + command + "\" within " + settings.command());
    }
  }

  private void write(String text) {
    socket.write(text).onFailure(this::lost);
  }

  private void lost(Throwable e) {
    if (phase != Phase.CLOSED) {
      fail(new EslException(EslReason.PROTOCOL, "the connection broke: " + e.getMessage(), e));
    }
  }

  private void ended() {
    boolean cut = !decoder.betweenMessages();
    fail(
        EslReason.PROTOCOL,
        cut ? "the connection ended within a message" : "closed the connection");
  }

  private String step() {
    return switch (phase) {
      case CONNECTING -> "accept the connection";
      case GREETING -> "greet";
      default -> "answer the login";
    };
  }

  private void fail(EslReason reason, String what) {
    fail(
        new EslException(
            reason, "FreeSWITCH's event socket at " + settings.address() + ": " + what));
  }

  private void fail(EslException e) {
    if (phase == Phase.CLOSED) {
      return;
    }
    if (phase == Phase.READY) {
      listener.disconnected();
    }
    phase = Phase.CLOSED;
    failure = e;
    vertx.cancelTimer(openTimer);
    opened.tryFail(e);
    for (Pending p = pending.poll(); p != null; p = pending.poll()) {
      vertx.cancelTimer(p.timer());
      p.promise().complete(new EslReply.Lost(e));
    }
    if (socket != null) {
      socket.close().onFailure(this::lost);
    }
  }
}
