package org.bbbfleet.exporters.blackbox.turn;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Attempt;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Request;
import org.bbbfleet.exporters.blackbox.net.Net;
import org.bbbfleet.exporters.blackbox.net.Phases;
import org.bbbfleet.exporters.blackbox.turn.TurnServer.Credentials;
import org.bbbfleet.exporters.blackbox.turn.TurnServer.Transport;
import org.bbbfleet.exporters.targets.TargetFile;

/** One talk with one TURN server: binding, challenge, allocation, and the allocation's end. */
final class TurnAttempt extends Attempt {
  /** After this a request over UDP is sent again, then after twice that (RFC 8489, 6.2.1). */
  private static final long FIRST_RETRY_MILLIS = 500;

  /** The protocol number of UDP, which a relay is asked for. */
  private static final byte[] UDP = {17, 0, 0, 0};

  private final CollectorContext context;
  private final Net net;
  private final TargetFile targets;
  private final Phases phases = new Phases("resolve", "connect", "binding");

  private TurnServer server;
  private Consumer<byte[]> wire = bytes -> {};
  private StunMessage waiting;
  private Consumer<StunMessage> next = answer -> {};
  private byte[] received = {};
  private long retry = -1;

  TurnAttempt(CollectorContext context, Net net, TargetFile targets, Request request) {
    super(context.vertx(), request);
    this.context = context;
    this.net = net;
    this.targets = targets;
  }

  @Override
  protected void begin() {
    atEnd(() -> vertx.cancelTimer(retry));
    String target = request.target();
    Future<TurnServer> found =
        target.matches("(?i)stuns?:.*")
            ? TurnServer.parse(target, Optional.empty())
                .map(Future::succeededFuture)
                .orElse(Future.failedFuture("not like stun:host:3478"))
            : vertx.executeBlocking(() -> targets.read("turn", target, TurnServer::read), false);
    then(
        found,
        "no such target",
        at -> {
          server = at;
          phases.begin();
          net.resolve(
              this,
              at.host(),
              samples,
              address -> {
                phases.end("resolve");
                connect(address);
              });
        });
  }

  private void connect(InetAddress address) {
    if (server.transport() == Transport.UDP) {
      udp(address);
      return;
    }
    net.connect(
        this,
        SocketAddress.inetSocketAddress(server.port(), address.getHostAddress()),
        socket -> {
          phases.end("connect");
          if (server.transport() == Transport.TLS) {
            net.secure(
                this,
                socket,
                request.hostname().orElse(server.host()),
                false,
                ready -> {
                  phases.end("tls");
                  net.describe(ready, true, samples);
                  stream(ready);
                });
          } else {
            stream(socket);
          }
        });
  }

  private void udp(InetAddress address) {
    boolean six = address instanceof Inet6Address;
    DatagramSocket socket = vertx.createDatagramSocket(new DatagramSocketOptions().setIpV6(six));
    atEnd(socket::close);
    then(
        socket.listen(0, six ? "::" : "0.0.0.0"),
        "no socket",
        open -> {
          phases.end("connect");
          open.handler(
              packet ->
                  here(
                      () -> {
                        if (packet.sender().hostAddress().equals(address.getHostAddress())
                            && packet.sender().port() == server.port()) {
                          take(packet.data().getBytes());
                        }
                      }));
          wire =
              bytes ->
                  then(
                      open.send(Buffer.buffer(bytes), server.port(), address.getHostAddress()),
                      "can't send",
                      v -> {});
          binding();
        });
  }

  private void stream(NetSocket socket) {
    socket.handler(bytes -> here(() -> feed(bytes.getBytes())));
    socket.closeHandler(v -> here(() -> fail("the server closed the connection")));
    socket.exceptionHandler(e -> here(() -> fail("broken: " + reason(e))));
    wire = bytes -> then(socket.write(Buffer.buffer(bytes)), "can't send", v -> {});
    binding();
  }

  private void feed(byte[] more) {
    byte[] all = Arrays.copyOf(received, received.length + more.length);
    System.arraycopy(more, 0, all, received.length, more.length);
    received = all;
    Optional<Integer> length = StunMessage.length(received);
    while (length.isPresent() && received.length >= length.get()) {
      byte[] message = Arrays.copyOf(received, length.get());
      received = Arrays.copyOfRange(received, length.get(), received.length);
      take(message);
      length = StunMessage.length(received);
    }
  }

  private void take(byte[] bytes) {
    Optional<StunMessage> answer = StunMessage.parse(bytes).filter(m -> m.answers(waiting));
    if (answer.isPresent()) {
      vertx.cancelTimer(retry);
      next.accept(answer.get());
    } else {
      trace("Something came that is no answer");
    }
  }

  private void ask(StunMessage request, byte[] bytes, Consumer<StunMessage> then) {
    waiting = request;
    next = then;
    wire.accept(bytes);
    if (server.transport() == Transport.UDP) {
      again(request, bytes, FIRST_RETRY_MILLIS);
    }
  }

  private void again(StunMessage request, byte[] bytes, long after) {
    retry =
        vertx.setTimer(
            after,
            t ->
                here(
                    () -> {
                      if (waiting == request) {
                        trace("No answer yet: asking again");
                        wire.accept(bytes);
                        again(request, bytes, after * 2);
                      }
                    }));
  }

  private void binding() {
    StunMessage request = StunMessage.request(StunMessage.BINDING);
    trace("Binding");
    ask(
        request,
        request.write(),
        answer -> {
          phases.end("binding");
          if (!answer.succeeded() || !answer.attributes().containsKey(StunMessage.MAPPED)) {
            fail("the server refused the binding: error " + answer.errorCode());
          } else if (server.secret().isEmpty()) {
            end(true, "");
          } else {
            challenge();
          }
        });
  }

  /** The first allocation is refused with what the second is signed with (RFC 8656, 7.1). */
  private void challenge() {
    StunMessage request =
        StunMessage.request(StunMessage.ALLOCATE).with(StunMessage.REQUESTED_TRANSPORT, UDP);
    trace("Allocating without credentials");
    ask(
        request,
        request.write(),
        answer -> {
          phases.end("challenge");
          Optional<String> realm = answer.text(StunMessage.REALM);
          Optional<String> nonce = answer.text(StunMessage.NONCE);
          if (answer.succeeded()) {
            samples.put(BlackboxMetrics.TURN_ERROR_CODE, 0);
            fail("the server gives a relay to anybody: it has no authentication");
          } else if (answer.errorCode() != 401 || realm.isEmpty() || nonce.isEmpty()) {
            refused(answer);
          } else {
            allocate(realm.get(), nonce.get());
          }
        });
  }

  private void allocate(String realm, String nonce) {
    Credentials credentials =
        TurnServer.credentials(server.secret().orElseThrow(), context.clock().instant());
    byte[] key = credentials.key(realm);
    StunMessage request =
        signed(StunMessage.ALLOCATE, credentials, realm, nonce)
            .with(StunMessage.REQUESTED_TRANSPORT, UDP);
    trace("Allocating with credentials");
    ask(
        request,
        request.write(key),
        answer -> {
          phases.end("allocate");
          if (!answer.succeeded()) {
            refused(answer);
            return;
          }
          samples.put(BlackboxMetrics.TURN_ERROR_CODE, 0);
          answer
              .number(StunMessage.LIFETIME)
              .ifPresent(seconds -> samples.put(BlackboxMetrics.TURN_LIFETIME, seconds));
          boolean relayed = answer.attributes().containsKey(StunMessage.RELAYED);
          release(credentials, key, realm, nonce);
          end(relayed, relayed ? "" : "the server granted an allocation without an address");
        });
  }

  private static StunMessage signed(int type, Credentials credentials, String realm, String nonce) {
    return StunMessage.request(type)
        .with(StunMessage.USERNAME, credentials.user())
        .with(StunMessage.REALM, realm)
        .with(StunMessage.NONCE, nonce);
  }

  /** Gives the relay back: it would take a port for ten minutes. */
  private void release(Credentials credentials, byte[] key, String realm, String nonce) {
    wire.accept(
        signed(StunMessage.REFRESH, credentials, realm, nonce)
            .with(StunMessage.LIFETIME, new byte[4])
            .write(key));
  }

  private void refused(StunMessage answer) {
    samples.put(BlackboxMetrics.TURN_ERROR_CODE, answer.errorCode());
    fail("the server refused the allocation: error " + answer.errorCode());
  }

  @Override
  protected void measured() {
    phases.writeTo(samples, BlackboxMetrics.TURN_DURATION);
  }
}
