package org.bbbfleet.exporters.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.bbbfleet.exporters.http.FetchFailure.Reason;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamGetTest {
  private static final int BODY = 100_000;

  private final Vertx vertx = Vertx.vertx();
  private final SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");

  @AfterEach
  void close() {
    certificate.delete();
    Await.result(vertx.close());
  }

  @Test
  void oneFetchRightAfterTheOtherNeverMeetsAConnectionThatJustCloses() {
    int port = serve(new HttpServerOptions());
    StreamGet get = get(Optional.empty());
    for (int i = 0; i < 200; i++) {
      assertThat(length(get, "http://127.0.0.1:" + port + "/")).isEqualTo(BODY);
    }
  }

  @Test
  void trustsTheGivenAuthorityAndNoOtherName() {
    int port =
        serve(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
    StreamGet trusting = get(Optional.of(certificate.certificatePath()));
    assertThat(length(trusting, "https://localhost:" + port + "/")).isEqualTo(BODY);
    refused(trusting, "https://127.0.0.1:" + port + "/");
    refused(get(Optional.empty()), "https://localhost:" + port + "/");
  }

  private static void refused(StreamGet get, String url) {
    assertThatThrownBy(() -> length(get, url))
        .isInstanceOfSatisfying(
            FetchFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.TLS));
  }

  private StreamGet get(Optional<String> authority) {
    return new StreamGet(vertx, Duration.ofSeconds(10), BODY, authority);
  }

  private static int length(StreamGet get, String url) {
    return Await.result(get.get(url, StreamGetTest::read));
  }

  private static int read(InputStream body) {
    try {
      return new String(body.readAllBytes(), StandardCharsets.US_ASCII).length();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int serve(HttpServerOptions options) {
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> request.response().end("x".repeat(BODY)));
    return Await.result(server.listen(0, "127.0.0.1")).actualPort();
  }
}
