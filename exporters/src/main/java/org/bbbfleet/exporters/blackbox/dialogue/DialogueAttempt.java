package org.bbbfleet.exporters.blackbox.dialogue;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.blackbox.Attempt;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Request;
import org.bbbfleet.exporters.blackbox.net.Net;
import org.bbbfleet.exporters.blackbox.net.Target;

/** One connection over TCP or a Unix socket, and what is said on it. */
final class DialogueAttempt extends Attempt {
  private final DialogueModule module;
  private final Net net;
  private final boolean unix;
  private final Incoming incoming = new Incoming();

  private String server = "";
  private NetSocket socket;
  private int at;
  private boolean closed;
  private boolean securing;

  DialogueAttempt(Vertx vertx, DialogueModule module, Net net, boolean unix, Request request) {
    super(vertx, request);
    this.module = module;
    this.net = net;
    this.unix = unix;
    samples.put(BlackboxMetrics.FAILED_DUE_TO_REGEX, 0).put(BlackboxMetrics.FAILED_DUE_TO_BYTES, 0);
  }

  @Override
  protected void begin() {
    if (unix) {
      if (!request.target().startsWith("/")) {
        fail("not the path of a socket");
        return;
      }
      connect(SocketAddress.domainSocketAddress(request.target()));
      return;
    }
    Optional<Target> target = Target.parse(request.target());
    if (target.isEmpty()) {
      fail("not host:port");
      return;
    }
    server = request.hostname().orElse(target.get().host());
    net.resolve(
        this,
        target.get().host(),
        samples,
        address ->
            connect(
                SocketAddress.inetSocketAddress(target.get().port(), address.getHostAddress())));
  }

  private void connect(SocketAddress where) {
    net.connect(
        this,
        where,
        connected -> {
          socket = connected;
          trace("Connected");
          socket.handler(bytes -> here(() -> take(bytes)));
          socket.closeHandler(v -> here(this::lost));
          socket.exceptionHandler(e -> here(() -> fail("broken: " + reason(e))));
          if (module.tls()) {
            secure(this::proceed);
          } else {
            proceed();
          }
        });
  }

  private void secure(Runnable next) {
    securing = true;
    net.secure(
        this,
        socket,
        server,
        false,
        ready -> {
          securing = false;
          incoming.clear();
          net.describe(socket, false, samples);
          next.run();
        });
  }

  private void take(Buffer bytes) {
    if (!incoming.add(bytes.getBytes())) {
      fail("a line longer than " + Incoming.MOST + " bytes came");
    } else if (!securing) {
      proceed();
    }
  }

  private void lost() {
    closed = true;
    if (!securing) {
      proceed();
    }
  }

  /** Does what can be done with what came. */
  private void proceed() {
    while (!ended() && at < module.steps().size()) {
      Step step = module.steps().get(at);
      Optional<Matcher> match = Optional.empty();
      if (step.expect().isPresent()) {
        match = incoming.match(step.expect().get());
        if (match.isEmpty()) {
          if (closed) {
            samples.put(BlackboxMetrics.FAILED_DUE_TO_REGEX, 1);
            fail("the connection ended before " + step.expect().get() + " matched");
          }
          return;
        }
        trace("Matched " + step.expect().get());
        describe(step, match.get());
      }
      if (step.expectBytes().isPresent() && !bytes(step.expectBytes().get())) {
        return;
      }
      at++;
      send(step, match);
      if (step.startTls()) {
        secure(this::proceed);
        return;
      }
    }
    if (!ended()) {
      end(true, "");
    }
  }

  private boolean bytes(byte[] expected) {
    Optional<byte[]> found = incoming.take(expected.length);
    if (found.isEmpty()) {
      if (closed) {
        fail("the connection ended before " + expected.length + " bytes came");
      }
      return false;
    }
    boolean same = Arrays.equals(found.get(), expected);
    samples.put(BlackboxMetrics.FAILED_DUE_TO_BYTES, same ? 0 : 1);
    if (!same) {
      fail("other bytes came than expected");
    }
    return same;
  }

  private void send(Step step, Optional<Matcher> match) {
    if (step.send().isEmpty() || closed) {
      return;
    }
    Buffer out = Buffer.buffer(step.send().get());
    if (step.line()) {
      String text = out.toString(StandardCharsets.UTF_8);
      out = Buffer.buffer(match.map(m -> Expansion.of(text, m)).orElse(text) + "\n");
    }
    trace("Sending " + out.length() + " bytes");
    socket.write(out).onFailure(e -> here(() -> fail("can't send: " + reason(e))));
  }

  private void describe(Step step, Matcher match) {
    if (step.labels().isEmpty()) {
      return;
    }
    List<String> names = new ArrayList<>(step.labels().keySet());
    samples.put(
        Metric.gauge(
            "probe_expect_info",
            "Constant 1; what the expected line said.",
            names.toArray(new String[0])),
        1,
        names.stream()
            .map(name -> Expansion.of(step.labels().get(name), match))
            .toArray(String[]::new));
  }

  /** What came and was not yet read. */
  private static final class Incoming {
    static final int MOST = 64 * 1024;

    private byte[] held = {};

    boolean add(byte[] more) {
      byte[] all = Arrays.copyOf(held, held.length + more.length);
      System.arraycopy(more, 0, all, held.length, more.length);
      held = all;
      // Whole lines that nobody expects yet are dropped rather than hoarded.
      return held.length <= 4 * MOST && held.length - 1 - lastBreak() <= MOST;
    }

    private int lastBreak() {
      int i = held.length - 1;
      while (i >= 0 && held[i] != '\n') {
        i--;
      }
      return i;
    }

    void clear() {
      held = new byte[0];
    }

    /** Reads lines until one matches; the rest of a line is tried without its end, too. */
    Optional<Matcher> match(Pattern pattern) {
      int from = 0;
      for (int i = 0; i < held.length; i++) {
        if (held[i] == '\n') {
          int end = i > from && held[i - 1] == '\r' ? i - 1 : i;
          Matcher matcher = matcher(pattern, from, end);
          from = i + 1;
          if (matcher.find()) {
            held = Arrays.copyOfRange(held, from, held.length);
            return Optional.of(matcher);
          }
        }
      }
      held = Arrays.copyOfRange(held, from, held.length);
      if (held.length > 0) {
        Matcher matcher = matcher(pattern, 0, held.length);
        if (matcher.find()) {
          clear();
          return Optional.of(matcher);
        }
      }
      return Optional.empty();
    }

    /** Latin-1 keeps every byte, so that binary protocols can be matched as well. */
    private Matcher matcher(Pattern pattern, int from, int to) {
      byte[] line = Arrays.copyOfRange(held, from, to);
      String utf8 = new String(line, StandardCharsets.UTF_8);
      boolean text = utf8.indexOf('\uFFFD') < 0;
      return pattern.matcher(text ? utf8 : new String(line, StandardCharsets.ISO_8859_1));
    }

    Optional<byte[]> take(int count) {
      if (held.length < count) {
        return Optional.empty();
      }
      byte[] taken = Arrays.copyOf(held, count);
      held = Arrays.copyOfRange(held, count, held.length);
      return Optional.of(taken);
    }
  }
}
