package org.bbbfleet.exporters.blackbox.rtmp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.exporters.blackbox.Attempt;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Request;
import org.bbbfleet.exporters.blackbox.net.Net;
import org.bbbfleet.exporters.blackbox.net.Phases;
import org.bbbfleet.exporters.blackbox.rtmp.RtmpProber.Mode;
import org.bbbfleet.exporters.targets.TargetFile;

/** One connection to an RTMP server. */
final class RtmpAttempt extends Attempt {
  private static final int HANDSHAKE = 1536;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Net net;
  private final TargetFile targets;
  private final Mode mode;
  private final Phases phases = new Phases("resolve", "connect", "handshake");
  private final byte[] ours = new byte[HANDSHAKE];
  private final Chunks chunks = new Chunks(this::message, this::media);

  private RtmpAddress address;
  private NetSocket socket;
  private byte[] greeting = {};
  private boolean greeted;
  private long mediaBytes;

  RtmpAttempt(Vertx vertx, Net net, TargetFile targets, Mode mode, Request request) {
    super(vertx, request);
    this.net = net;
    this.targets = targets;
    this.mode = mode;
    RANDOM.nextBytes(ours);
    // Time and version of the plain handshake (RTMP 1.0, 5.2.3).
    Arrays.fill(ours, 0, 8, (byte) 0);
  }

  @Override
  protected void begin() {
    String target = request.target();
    Future<RtmpAddress> found =
        target.matches("(?i)rtmps?://.*")
            ? RtmpAddress.parse(target, Optional.empty())
                .map(Future::succeededFuture)
                .orElse(Future.failedFuture("not like rtmp://host/app"))
            : vertx.executeBlocking(() -> targets.read("rtmp", target, RtmpAddress::read), false);
    then(
        found,
        "no such target",
        at -> {
          address = at;
          if (mode != Mode.CONNECT && at.stream().isEmpty()) {
            fail("to play or publish, the targets file must name the stream");
            return;
          }
          phases.begin();
          net.resolve(
              this,
              at.host(),
              samples,
              ip -> {
                phases.end("resolve");
                connect(SocketAddress.inetSocketAddress(at.port(), ip.getHostAddress()));
              });
        });
  }

  private void connect(SocketAddress where) {
    net.connect(
        this,
        where,
        connected -> {
          phases.end("connect");
          if (address.tls()) {
            net.secure(
                this,
                connected,
                request.hostname().orElse(address.host()),
                false,
                ready -> {
                  phases.end("tls");
                  net.describe(ready, true, samples);
                  greet(ready);
                });
          } else {
            greet(connected);
          }
        });
  }

  private void greet(NetSocket ready) {
    socket = ready;
    socket.handler(bytes -> here(() -> feed(bytes.getBytes())));
    socket.closeHandler(v -> here(() -> fail("the server closed the connection")));
    socket.exceptionHandler(e -> here(() -> fail("broken: " + reason(e))));
    trace("Shaking hands");
    write(Buffer.buffer().appendByte((byte) 3).appendBytes(ours));
  }

  private void feed(byte[] bytes) {
    if (greeted) {
      take(bytes);
      return;
    }
    byte[] all = Arrays.copyOf(greeting, greeting.length + bytes.length);
    System.arraycopy(bytes, 0, all, greeting.length, bytes.length);
    greeting = all;
    if (greeting[0] != 3) {
      fail("no RTMP: the handshake's version is " + greeting[0]);
      return;
    }
    int whole = 1 + 2 * HANDSHAKE;
    if (greeting.length < whole) {
      return;
    }
    greeted = true;
    phases.end("handshake");
    byte[] theirs = Arrays.copyOfRange(greeting, 1, 1 + HANDSHAKE);
    byte[] echo = Arrays.copyOfRange(greeting, 1 + HANDSHAKE + 8, whole);
    if (!Arrays.equals(echo, Arrays.copyOfRange(ours, 8, HANDSHAKE))) {
      fail("the handshake does not return what we sent");
      return;
    }
    write(Buffer.buffer(theirs));
    Map<String, Object> command = new LinkedHashMap<>();
    command.put("app", address.app());
    command.put("type", "nonprivate");
    command.put("flashVer", "FMLE/3.0 (compatible; BBB-Fleet)");
    command.put("tcUrl", address.application());
    send(0, "connect", 1, command);
    take(Arrays.copyOfRange(greeting, whole, greeting.length));
  }

  private void take(byte[] bytes) {
    try {
      chunks.feed(bytes);
    } catch (RuntimeException e) {
      fail("the server breaks the protocol: " + reason(e));
    }
  }

  private void media(int type, int size) {
    mediaBytes += size;
    samples.put(BlackboxMetrics.RTMP_MEDIA_BYTES, mediaBytes);
    if (mode == Mode.PLAY && !ended()) {
      phases.end("stream");
      end(true, "");
    }
  }

  private void message(int type, byte[] body) {
    if (type != Chunks.COMMAND || ended()) {
      return;
    }
    List<Object> values = Amf.read(body);
    String name = values.isEmpty() ? "" : String.valueOf(values.get(0));
    Object number = values.size() > 1 ? values.get(1) : 0.0;
    String code =
        values.stream()
            .filter(Map.class::isInstance)
            .map(value -> ((Map<?, ?>) value).get("code"))
            .filter(String.class::isInstance)
            .map(value -> ((String) value).replaceAll("[^A-Za-z.]", "?"))
            .findFirst()
            .orElse("");
    trace("The server says " + name.replaceAll("[^A-Za-z_]", "?") + " " + code);
    if (name.equals("_error") || code.matches("NetStream\\..*(Fail|NotFound|BadName|Denied).*")) {
      fail("the server refuses: " + code);
    } else if (name.equals("_result") && number.equals(1.0)) {
      connected();
    } else if (name.equals("_result") && number.equals(2.0)) {
      Object stream = values.get(values.size() - 1);
      begin(stream instanceof Double id ? id.intValue() : 1);
    } else if (code.equals("NetStream.Publish.Start")) {
      phases.end("stream");
      end(true, "");
    }
  }

  private void connected() {
    phases.end("command");
    if (mode == Mode.CONNECT) {
      end(true, "");
    } else {
      send(0, "createStream", 2, new Object[] {null});
    }
  }

  private void begin(int stream) {
    String name = address.stream().orElseThrow().reveal();
    if (mode == Mode.PLAY) {
      send(stream, "play", 3, null, name, -2);
    } else {
      send(stream, "publish", 3, null, name, "live");
    }
  }

  private void send(int stream, String name, int number, Object... arguments) {
    Object[] all = new Object[2 + arguments.length];
    all[0] = name;
    all[1] = number;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    write(Buffer.buffer(Chunks.write(Chunks.COMMAND, stream, Amf.write(all))));
  }

  private void write(Buffer bytes) {
    socket.write(bytes).onFailure(e -> here(() -> fail("can't send: " + reason(e))));
  }

  @Override
  protected void measured() {
    phases.writeTo(samples, BlackboxMetrics.RTMP_DURATION);
  }
}
