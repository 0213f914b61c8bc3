package org.bbbfleet.exporters.blackbox.websocket;

import com.google.re2j.Matcher;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.exporters.blackbox.Attempt;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Request;
import org.bbbfleet.exporters.blackbox.dialogue.Expansion;
import org.bbbfleet.exporters.blackbox.dialogue.Step;
import org.bbbfleet.exporters.blackbox.net.Names;
import org.bbbfleet.exporters.blackbox.net.Phases;
import org.bbbfleet.exporters.blackbox.options.HeaderOptions.Header;
import org.bbbfleet.exporters.blackbox.websocket.WebSocketProber.Module;

/** One WebSocket: its handshake and what is said. */
final class WebSocketAttempt extends Attempt {
  private static final int MOST_WAITING = 1000;

  private final Module module;
  private final Names names;
  private final WebSocketClient client;
  private final Phases phases = new Phases("resolve", "connect", "transfer");
  private final Deque<String> messages = new ArrayDeque<>();
  private ClientWebSocket socket;
  private boolean open;
  private int at;

  WebSocketAttempt(
      Vertx vertx, Module module, Names names, WebSocketClient client, Request request) {
    super(vertx, request);
    this.module = module;
    this.names = names;
    this.client = client;
    samples
        .put(BlackboxMetrics.WEBSOCKET_STATUS_CODE, 0)
        .put(BlackboxMetrics.WEBSOCKET_UPGRADED, 0);
  }

  @Override
  protected void begin() {
    URI url;
    try {
      url = new URI(request.target());
    } catch (URISyntaxException e) {
      fail("not a URL");
      return;
    }
    if (url.getHost() == null || !List.of("ws", "wss").contains(url.getScheme())) {
      fail("not a ws or wss URL with a host");
      return;
    }
    phases.begin();
    then(
        names.resolve(url.getHost().replaceAll("^\\[|\\]$", "")),
        "the name has no address",
        found -> {
          phases.end("resolve");
          Optional<InetAddress> address = module.ip().choose(found);
          if (address.isEmpty()) {
            fail("the name has no address of the IP version that the module wants");
            return;
          }
          then(module.headers().resolve(vertx), "no headers", h -> open(url, address.get(), h));
        });
  }

  private void open(URI url, InetAddress address, List<Header> headers) {
    boolean tls = url.getScheme().equals("wss");
    int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    WebSocketConnectOptions options = new WebSocketConnectOptions();
    options.setHost(request.hostname().orElse(url.getHost()));
    options.setPort(port);
    options.setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()));
    options.setURI(path + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()));
    options.setConnectTimeout(left().toMillis());
    options.setTimeout(left().toMillis());
    if (tls) {
      options.setSsl(true).setSslOptions(module.tls().client());
    }
    headers.forEach(header -> options.addHeader(header.name(), header.value()));
    // Handlers come first: the server may speak as soon as it has agreed.
    socket = client.webSocket();
    socket.textMessageHandler(text -> here(() -> take(text)));
    socket.binaryMessageHandler(bytes -> here(() -> take(bytes.toString(StandardCharsets.UTF_8))));
    socket.closeHandler(v -> here(() -> wrong("the WebSocket was closed")));
    socket.exceptionHandler(e -> here(() -> wrong("broken: " + reason(e))));
    socket
        .connect(options)
        .onComplete(
            ended ->
                here(
                    () -> {
                      phases.end("connect");
                      if (ended.succeeded()) {
                        opened();
                      } else {
                        if (ended.cause() instanceof UpgradeRejectedException rejected) {
                          samples.put(BlackboxMetrics.WEBSOCKET_STATUS_CODE, rejected.getStatus());
                        }
                        fail("no WebSocket: " + reason(ended.cause()));
                      }
                    }))
        .onSuccess(opened -> atEnd(opened::close));
  }

  private void opened() {
    open = true;
    samples
        .put(BlackboxMetrics.WEBSOCKET_STATUS_CODE, 101)
        .put(BlackboxMetrics.WEBSOCKET_UPGRADED, 1);
    trace("Upgraded to a WebSocket");
    if (module.steps().isEmpty()) {
      end(true, "");
      return;
    }
    proceed();
  }

  private void take(String message) {
    if (messages.size() >= MOST_WAITING) {
      wrong("more than " + MOST_WAITING + " messages came");
      return;
    }
    messages.add(message);
    proceed();
  }

  private void proceed() {
    while (open && !ended() && at < module.steps().size()) {
      Step step = module.steps().get(at);
      Matcher match = null;
      if (step.expect().isPresent()) {
        String message = messages.poll();
        if (message == null) {
          return;
        }
        match = step.expect().get().matcher(message);
        if (!match.find()) {
          wrong("a message does not match " + step.expect().get());
          return;
        }
      }
      at++;
      if (step.send().isPresent()) {
        String text = new String(step.send().get(), StandardCharsets.UTF_8);
        socket.writeTextMessage(match == null ? text : Expansion.of(text, match));
      }
    }
    if (open && !ended()) {
      samples.put(BlackboxMetrics.WEBSOCKET_FAILED_DUE_TO_REGEX, 0);
      end(true, "");
    }
  }

  private void wrong(String why) {
    if (open && !module.steps().isEmpty()) {
      samples.put(BlackboxMetrics.WEBSOCKET_FAILED_DUE_TO_REGEX, 1);
    }
    fail(why);
  }

  @Override
  protected void measured() {
    phases.end("transfer");
    phases.writeTo(samples, BlackboxMetrics.WEBSOCKET_DURATION);
  }
}
