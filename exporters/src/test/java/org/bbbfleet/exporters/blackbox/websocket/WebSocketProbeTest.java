package org.bbbfleet.exporters.blackbox.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Outcome;
import org.bbbfleet.exporters.blackbox.Probing;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebSocketProbeTest {
  private final Vertx vertx = Vertx.vertx();
  private String url;

  @BeforeEach
  void serve() {
    int port =
        Await.result(
                vertx
                    .createHttpServer()
                    .webSocketHandshakeHandler(
                        handshake -> {
                          if ("Bearer token".equals(handshake.headers().get("Authorization"))) {
                            handshake.accept();
                          } else {
                            handshake.reject(401);
                          }
                        })
                    .webSocketHandler(
                        socket -> {
                          socket.textMessageHandler(
                              text ->
                                  socket.writeTextMessage(
                                      text.equals("out_x") ? "passed" : "what?"));
                          socket.writeTextMessage("in_x");
                        })
                    .listen(0, "127.0.0.1"))
            .actualPort();
    url = "ws://127.0.0.1:" + port + "/";
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void theHandshakeIsMeasuredAndAuthorized() {
    Outcome good = ask("http_config: {authorization: {credentials: token}}", url);
    assertThat(good.success()).as(good.why()).isTrue();
    assertThat(good.samples().value(BlackboxMetrics.WEBSOCKET_STATUS_CODE)).isEqualTo(101);
    assertThat(good.samples().value(BlackboxMetrics.WEBSOCKET_UPGRADED)).isOne();
    Outcome refused = ask("", url);
    assertThat(refused.success()).isFalse();
    assertThat(refused.samples().value(BlackboxMetrics.WEBSOCKET_STATUS_CODE)).isEqualTo(401);
    assertThat(ask("", "http://127.0.0.1/").why()).contains("not a ws or wss URL");
  }

  @Test
  void messagesAreMatchedAndAnswered() {
    String talk =
        "{http_config: {bearer_token: token}, query_response: [{expect: 'in_(.+)', send:"
            + " 'out_${1}'}, {expect: '%s'}]}";
    Outcome good = ask(talk.formatted("^passed$"), url);
    assertThat(good.success()).as(good.why()).isTrue();
    assertThat(good.samples().value(BlackboxMetrics.WEBSOCKET_FAILED_DUE_TO_REGEX)).isZero();
    Outcome bad = ask(talk.formatted("^other$"), url);
    assertThat(bad.success()).isFalse();
    assertThat(bad.samples().value(BlackboxMetrics.WEBSOCKET_FAILED_DUE_TO_REGEX)).isOne();
  }

  private Outcome ask(String yaml, String target) {
    return Probing.ask(vertx, new WebSocketProber(), yaml, target);
  }
}
