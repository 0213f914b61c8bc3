package org.bbbfleet.exporters.blackbox.websocket;

import com.google.auto.service.AutoService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;
import org.bbbfleet.exporters.blackbox.Unsupported;
import org.bbbfleet.exporters.blackbox.dialogue.Step;
import org.bbbfleet.exporters.blackbox.net.Names;
import org.bbbfleet.exporters.blackbox.options.HeaderOptions;
import org.bbbfleet.exporters.blackbox.options.IpOptions;
import org.bbbfleet.exporters.blackbox.options.TlsOptions;

/** Opens a WebSocket at a {@code ws} or {@code wss} URL and, if the module says so, talks. */
@AutoService(Prober.class)
public final class WebSocketProber implements Prober {
  private static final int LONGEST_MESSAGE = 1024 * 1024;

  @Override
  public String kind() {
    return "websocket";
  }

  @Override
  public Map<String, Map<String, Object>> builtIn() {
    return Map.of("websocket", Map.of());
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    Section http = options.section("http_config");
    Module module =
        new Module(
            HeaderOptions.read(options).and(HeaderOptions.read(http)),
            TlsOptions.read(http.section("tls_config")),
            IpOptions.read(options),
            Step.read(options));
    if (http.keys().contains("oauth2") || http.keys().contains("proxy_url")) {
      http.acceptRest();
      return new Unsupported("oauth2 or proxy_url of the prober websocket");
    }
    return new Ready(context.vertx(), module);
  }

  /** The options of a websocket module. */
  record Module(HeaderOptions headers, TlsOptions tls, IpOptions ip, List<Step> steps) {}

  private static final class Ready implements Probe {
    private final Vertx vertx;
    private final Module module;
    private final Names names;
    private final WebSocketClient client;

    Ready(Vertx vertx, Module module) {
      this.vertx = vertx;
      this.module = module;
      this.names = new Names(vertx);
      this.client =
          vertx.createWebSocketClient(
              new WebSocketClientOptions().setMaxMessageSize(LONGEST_MESSAGE));
    }

    @Override
    public Future<Outcome> probe(Request request) {
      return new WebSocketAttempt(vertx, module, names, client, request).run();
    }

    @Override
    public void close() {
      client.close();
      names.close();
    }
  }
}
