package org.bbbfleet.core.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.bbbfleet.core.config.ListenAddress;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.error.ProblemsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server as its clients see it, under the files that an operator writes. */
class WebServerTest {
  /** Made by libxcrypt, not by our library. */
  private static final String HASH = "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";

  private static final Certificates AUTHORITY = Certificates.authority("ours");

  @TempDir private Path directory;
  private Vertx vertx;
  private WebServer server;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server =
        new WebServer(
            vertx, new HttpServerOptions(), request -> request.response().end("the page"));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void asksForThePasswordAndTakesTheRightOne() throws IOException {
    listen("basic_auth_users:\n  prom: '" + HASH + "'\n");
    HttpResponse<String> none = get(null);
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Basic");
    assertThat(none.body()).doesNotContain("the page");
    assertThat(get(null, "prom", "wrong").statusCode()).isEqualTo(401);
    assertThat(get(null, "nobody", "correct horse").statusCode()).isEqualTo(401);
    assertThat(get(null, "prom", "correct horse").body()).isEqualTo("the page");
    assertThat(get(null, "prom", "correct horse").body()).isEqualTo("the page");
  }

  @Test
  void aPasswordThatWasTakenAwayIsRefusedAtOnce() throws IOException {
    listen("basic_auth_users: {prom: '" + HASH + "', other: '" + HASH + "'}\n");
    assertThat(get(null, "prom", "correct horse").statusCode()).isEqualTo(200);
    await(server.update(config("basic_auth_users: {other: '" + HASH + "'}\n")));
    assertThat(get(null, "prom", "correct horse").statusCode()).isEqualTo(401);
    assertThat(get(null, "other", "correct horse").statusCode()).isEqualTo(200);
  }

  @Test
  void sendsTheConfiguredHeadersAlsoWithARefusal() throws IOException {
    listen(
        "http_server_config: {headers: {X-Frame-Options: deny}}\nbasic_auth_users: {prom: '"
            + HASH
            + "'}\n");
    assertThat(get(null).headers().firstValue("X-Frame-Options")).hasValue("deny");
  }

  @Test
  void servesNoMoreThanTheLimit() throws IOException {
    listen("rate_limit: {interval: 1h, burst: 2}\n");
    assertThat(get(null).statusCode()).isEqualTo(200);
    assertThat(get(null).statusCode()).isEqualTo(200);
    assertThat(get(null).statusCode()).isEqualTo(429);
  }

  @Test
  void aRenewedCertificateIsServedWithoutARestart() throws IOException {
    Certificates first = AUTHORITY.signs("first.test");
    Certificates second = AUTHORITY.signs("second.test");
    listen(tls(first, first, ""));
    assertThat(served()).isEqualTo(first.certificate());
    await(server.update(config(tls(second, second, ""))));
    assertThat(served()).isEqualTo(second.certificate());
  }

  @Test
  void aHalfRenewedCertificateIsRefusedAndTheOldOneStays() throws IOException {
    Certificates first = AUTHORITY.signs("first.test");
    listen(tls(first, first, ""));
    WebConfig half = config(tls(AUTHORITY.signs("second.test"), first, ""));
    assertThatThrownBy(() -> await(server.update(half)))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("does not belong to the certificate");
    assertThat(served()).isEqualTo(first.certificate());
  }

  @Test
  void tlsIsNotSwitchedOffWhileItRuns() throws IOException {
    Certificates pair = AUTHORITY.signs("first.test");
    listen(tls(pair, pair, ""));
    assertThatThrownBy(() -> await(server.update(WebConfig.open())))
        .hasMessageContaining("restart it");
    assertThat(served()).isEqualTo(pair.certificate());
  }

  @Test
  void onlyClientsOfTheAuthorityWithTheNameMayConnect() throws IOException {
    Certificates pair = AUTHORITY.signs("server.test");
    Files.writeString(directory.resolve("ca.pem"), AUTHORITY.certificatePem());
    listen(
        tls(
            pair,
            pair,
            """
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: ca.pem
              client_allowed_sans: [prometheus.test]
            """));
    Certificates stranger = Certificates.authority("theirs").signs("prometheus.test");
    assertThat(get(AUTHORITY.client(AUTHORITY.signs("prometheus.test"))).body())
        .isEqualTo("the page");
    assertThatThrownBy(() -> get(AUTHORITY.client(null))).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> get(AUTHORITY.client(stranger))).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> get(AUTHORITY.client(AUTHORITY.signs("grafana.test"))))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void everyFaultOfAFileIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                config(
                    """
                    tls_server_config:
                      cert_file: absent.pem
                      client_auth_type: Always
                      cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA257]
                      min_versoin: TLS12
                    http_server_config: {headers: {X-Frame-Options: maybe}}
                    basic_auth_users: {prom: secret}
                    """))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("absent.pem can't be read")
        .hasMessageContaining("key_file is missing")
        .hasMessageContaining("must be one of NoClientCert")
        .hasMessageContaining("Did you mean TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256?")
        .hasMessageContaining("min_versoin is not a known key. Did you mean min_version?")
        .hasMessageContaining("must be deny or sameorigin")
        .hasMessageContaining("must be a bcrypt hash")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void anAddressInUseIsSaid() throws IOException {
    listen("");
    WebServer second = new WebServer(vertx, new HttpServerOptions(), request -> {});
    ListenAddress taken = new ListenAddress("127.0.0.1", server.port());
    assertThatThrownBy(() -> await(second.listen(List.of(taken), WebConfig.open())))
        .hasMessageContaining("Can't listen on 127.0.0.1:" + server.port());
  }

  private void listen(String yaml) throws IOException {
    await(server.listen(List.of(new ListenAddress("127.0.0.1", 0)), config(yaml)));
  }

  private WebConfig config(String yaml) throws IOException {
    return WebConfig.load(Files.writeString(directory.resolve("web.yml"), yaml));
  }

  private String tls(Certificates shown, Certificates key, String more) throws IOException {
    Files.writeString(directory.resolve("cert.pem"), shown.certificatePem());
    Files.writeString(directory.resolve("key.pem"), key.keyPem());
    return "tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n"
        + more.indent(more.startsWith("  ") ? 0 : 2);
  }

  private X509Certificate served() {
    HttpResponse<String> response = get(AUTHORITY.client(null));
    try {
      return (X509Certificate) response.sslSession().orElseThrow().getPeerCertificates()[0];
    } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> get(SSLContext tls, String... login) {
    HttpClient.Builder client = HttpClient.newBuilder();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    (tls == null ? "http" : "https") + "://127.0.0.1:" + server.port() + "/"))
            .timeout(Duration.ofSeconds(20));
    if (tls != null) {
      client.sslContext(tls);
    }
    if (login.length > 0) {
      byte[] pair = (login[0] + ":" + login[1]).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    try {
      return client.build().send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException told) {
        throw told;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
