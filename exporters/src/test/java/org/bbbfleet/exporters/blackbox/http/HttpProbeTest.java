package org.bbbfleet.exporters.blackbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpProbeTest {
  private static final Duration ENOUGH = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(400);

  private final Vertx vertx = Vertx.vertx();

  @TempDir Path dir;

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void aGoodAnswerSucceedsAndIsMeasured() {
    int port =
        serve(
            request ->
                request
                    .response()
                    .putHeader("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT")
                    .end("hello"));
    Probe.Outcome outcome = probe("", "127.0.0.1:" + port + "/x?y=z", ENOUGH);
    assertThat(outcome.success()).isTrue();
    Samples s = outcome.samples();
    assertThat(s.value(BlackboxMetrics.HTTP_STATUS_CODE)).isEqualTo(200);
    assertThat(s.value(BlackboxMetrics.HTTP_VERSION)).isEqualTo(1.1);
    assertThat(s.value(BlackboxMetrics.HTTP_CONTENT_LENGTH)).isEqualTo(5);
    assertThat(s.value(BlackboxMetrics.HTTP_UNCOMPRESSED_BODY_LENGTH)).isEqualTo(5);
    assertThat(s.value(BlackboxMetrics.HTTP_REDIRECTS)).isZero();
    assertThat(s.value(BlackboxMetrics.HTTP_SSL)).isZero();
    assertThat(s.value(BlackboxMetrics.FAILED_DUE_TO_REGEX)).isZero();
    assertThat(s.value(BlackboxMetrics.IP_PROTOCOL)).isEqualTo(4);
    assertThat(s.value(BlackboxMetrics.IP_ADDR_HASH)).isEqualTo(fnv(127, 0, 0, 1));
    assertThat(s.value(BlackboxMetrics.HTTP_LAST_MODIFIED)).isEqualTo(1445412480);
    assertThat(s.value(BlackboxMetrics.HTTP_DURATION, "processing")).isPositive();
    assertThat(s.series(BlackboxMetrics.HTTP_DURATION))
        .containsExactlyInAnyOrder(
            List.of("resolve"),
            List.of("connect"),
            List.of("tls"),
            List.of("processing"),
            List.of("transfer"));
    assertThat(s.metrics()).doesNotContain(BlackboxMetrics.SSL_EARLIEST_CERT_EXPIRY);
  }

  @Test
  void resolvesNamesFromTheHostsFile() {
    int port = serve(request -> request.response().end());
    Probe.Outcome outcome = probe("preferred_ip_protocol: ip4", "localhost:" + port, ENOUGH);
    assertThat(outcome.success()).as(outcome.why()).isTrue();
  }

  @Test
  void anErrorStatusFailsAndIsShown() {
    int port = serve(request -> request.response().setStatusCode(503).end());
    Probe.Outcome outcome = probe("", "http://127.0.0.1:" + port, ENOUGH);
    assertThat(outcome.success()).isFalse();
    assertThat(outcome.samples().value(BlackboxMetrics.HTTP_STATUS_CODE)).isEqualTo(503);
    assertThat(outcome.samples().metrics()).doesNotContain(BlackboxMetrics.HTTP_LAST_MODIFIED);
  }

  @Test
  void theModuleSaysWhichStatusesAreValid() {
    int port = serve(request -> request.response().setStatusCode(401).end());
    assertThat(probe("valid_status_codes: [200, 401]", "127.0.0.1:" + port, ENOUGH).success())
        .isTrue();
  }

  @Test
  void measuresACompressedBodyAfterDecompression() {
    HttpServerOptions options = new HttpServerOptions().setCompressionSupported(true);
    int port = serve(options, request -> request.response().end("a".repeat(100_000)));
    Samples s =
        probe("{compression: gzip, headers: {Accept-Encoding: gzip}}", "127.0.0.1:" + port, ENOUGH)
            .samples();
    assertThat(s.value(BlackboxMetrics.HTTP_UNCOMPRESSED_BODY_LENGTH)).isEqualTo(100_000);
    int plain = serve(request -> request.response().end("not compressed"));
    assertThat(probe("compression: gzip", "127.0.0.1:" + plain, ENOUGH).success())
        .as("a module that expects compression fails without")
        .isFalse();
  }

  @Test
  void followsRedirectsUpToTen() {
    int port =
        serve(
            request -> {
              int left = Integer.parseInt(request.path().substring(1));
              if (left == 0) {
                request.response().end("there");
              } else {
                request.response().setStatusCode(302).putHeader("Location", "/" + (left - 1)).end();
              }
            });
    Probe.Outcome ten = probe("", "127.0.0.1:" + port + "/10", ENOUGH);
    assertThat(ten.success()).isTrue();
    assertThat(ten.samples().value(BlackboxMetrics.HTTP_REDIRECTS)).isEqualTo(10);
    Probe.Outcome eleven = probe("", "127.0.0.1:" + port + "/11", ENOUGH);
    assertThat(eleven.success()).isFalse();
    assertThat(eleven.samples().value(BlackboxMetrics.HTTP_STATUS_CODE)).isEqualTo(302);
    assertThat(probe("follow_redirects: false", "127.0.0.1:" + port + "/1", ENOUGH).success())
        .isFalse();
    Probe.Outcome stayed =
        probe(
            "{follow_redirects: false, valid_status_codes: [302]}",
            "127.0.0.1:" + port + "/1",
            ENOUGH);
    assertThat(stayed.success()).as("a redirect may be what is wanted").isTrue();
  }

  @Test
  void refusedConnectionsAndUnusableTargetsFailWithoutStatus() {
    int port = serve(request -> request.response().end());
    Await.result(vertx.close());
    for (String target : List.of("127.0.0.1:" + port, "http://", "http://a b/\r\nX: y", "::::")) {
      Probe.Outcome outcome = probe(Vertx.vertx(), "", target, ENOUGH);
      assertThat(outcome.success()).as(target).isFalse();
      assertThat(outcome.samples().value(BlackboxMetrics.HTTP_STATUS_CODE)).isZero();
    }
  }

  @Test
  void endlessAndSilentServersEndAtTheDeadline() {
    List<Handler<NetSocket>> hostile =
        List.of(
            socket -> {},
            socket -> socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"),
            socket ->
                vertx.setPeriodic(
                    20,
                    t ->
                        socket
                            .write("HTTP/1.1 100 Continue\r\n\r\n")
                            .onFailure(e -> vertx.cancelTimer(t))),
            socket -> {
              socket.write("HTTP/1.1 200 OK\r\n\r\n");
              vertx.setPeriodic(20, t -> socket.write("x").onFailure(e -> vertx.cancelTimer(t)));
            });
    for (Handler<NetSocket> server : hostile) {
      long began = System.nanoTime();
      Probe.Outcome outcome = probe("", "127.0.0.1:" + raw(server), SHORT);
      assertThat(outcome.success()).isFalse();
      assertThat(outcome.why()).isEqualTo("no end by the deadline");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void endlessHeadsAndBodiesAreCutAtTheirBounds() {
    int heads =
        raw(
            socket -> {
              socket.write("HTTP/1.1 200 OK\r\n");
              flood(socket, "X-Header: " + "x".repeat(1000) + "\r\n");
            });
    Probe.Outcome head = probe("", "127.0.0.1:" + heads, ENOUGH);
    assertThat(head.success()).isFalse();
    assertThat(head.why()).contains("not an HTTP response");
    int bodies =
        raw(
            socket -> {
              socket.write("HTTP/1.1 200 OK\r\n\r\n");
              flood(socket, "x".repeat(60_000));
            });
    Probe.Outcome body = probe("body_size_limit: 1000000", "127.0.0.1:" + bodies, ENOUGH);
    assertThat(body.success()).isFalse();
    assertThat(body.why()).contains("larger than 1000000 bytes");
  }

  @Test
  void garbageIsNoResponse() {
    int port = raw(socket -> socket.write("\0\1\2 what?\r\n\r\n").onComplete(w -> socket.close()));
    assertThat(probe("", "127.0.0.1:" + port, ENOUGH).success()).isFalse();
    int empty = raw(NetSocket::close);
    assertThat(probe("", "127.0.0.1:" + empty, ENOUGH).success()).isFalse();
    int cut =
        raw(
            socket ->
                socket
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
                    .onComplete(w -> socket.close()));
    assertThat(probe("", "127.0.0.1:" + cut, ENOUGH).why()).contains("within the body");
  }

  @Test
  void aBodyEndsWithItsConnectionWhereNoLengthIsStated() {
    int port =
        raw(socket -> socket.write("HTTP/1.0 200 OK\r\n\r\nabc").onComplete(w -> socket.close()));
    Probe.Outcome outcome = probe("", "127.0.0.1:" + port, ENOUGH);
    assertThat(outcome.success()).as(outcome.why()).isTrue();
    assertThat(outcome.samples().value(BlackboxMetrics.HTTP_VERSION)).isEqualTo(1.0);
    assertThat(outcome.samples().value(BlackboxMetrics.HTTP_CONTENT_LENGTH)).isEqualTo(-1);
    assertThat(outcome.samples().value(BlackboxMetrics.HTTP_UNCOMPRESSED_BODY_LENGTH)).isEqualTo(3);
  }

  @Test
  void aTrustedCertificateIsMeasured() throws Exception {
    Path ca = dir.resolve("ca.pem");
    int port = serveTls("good", "ip:127.0.0.1", "-0d", 10, ca);
    Probe.Outcome outcome =
        probe("tls_config: {ca_file: " + ca + "}", "https://127.0.0.1:" + port, ENOUGH);
    assertThat(outcome.success()).as(outcome.why()).isTrue();
    Samples s = outcome.samples();
    assertThat(s.value(BlackboxMetrics.HTTP_SSL)).isEqualTo(1);
    assertThat(s.value(BlackboxMetrics.TLS_VERSION_INFO, "TLS 1.3")).isEqualTo(1);
    assertThat(s.series(BlackboxMetrics.TLS_CIPHER_INFO)).hasSize(1);
    double left =
        s.value(BlackboxMetrics.SSL_EARLIEST_CERT_EXPIRY) - System.currentTimeMillis() / 1000.0;
    assertThat(left).isBetween(9 * 86400.0, 10 * 86400.0 + 60);
    assertThat(s.value(BlackboxMetrics.HTTP_DURATION, "tls")).isPositive();
  }

  @Test
  void certificatesThatAreUntrustedExpiredOrOfAnotherNameFail() throws Exception {
    Path ca = dir.resolve("ca.pem");
    String trusting = "tls_config: {ca_file: " + ca + "}";
    int untrusted = serveTls("untrusted", "ip:127.0.0.1", "-0d", 10, dir.resolve("other.pem"));
    assertThat(probe("", "https://127.0.0.1:" + untrusted, ENOUGH).why()).contains("no TLS");
    int expired = serveTls("expired", "ip:127.0.0.1", "-10d", 2, ca);
    assertThat(probe(trusting, "https://127.0.0.1:" + expired, ENOUGH).why()).contains("no TLS");
    int stranger = serveTls("stranger", "dns:example.org", "-0d", 10, ca);
    Probe.Outcome wrongName = probe(trusting, "https://127.0.0.1:" + stranger, ENOUGH);
    assertThat(wrongName.why()).contains("no TLS");
    assertThat(wrongName.samples().value(BlackboxMetrics.HTTP_STATUS_CODE)).isZero();
    assertThat(
            probe(
                    "tls_config: {insecure_skip_verify: true}",
                    "https://127.0.0.1:" + stranger,
                    ENOUGH)
                .success())
        .isTrue();
  }

  @Test
  void checksTheNameEvenWhereItConnectsByAddress() throws Exception {
    Path ca = dir.resolve("ca.pem");
    int port = serveTls("local", "dns:localhost", "-0d", 10, ca);
    String trusting = "{preferred_ip_protocol: ip4, tls_config: {ca_file: " + ca + "}}";
    Probe.Outcome outcome = probe(trusting, "https://localhost:" + port, ENOUGH);
    assertThat(outcome.success()).as(outcome.why()).isTrue();
  }

  @Test
  void sendsMethodHeadersAndBody() {
    int port =
        serve(
            request ->
                request
                    .body()
                    .onSuccess(
                        body ->
                            request
                                .response()
                                .end(
                                    request.method()
                                        + " "
                                        + request.getHeader("X-Key")
                                        + " "
                                        + request.getHeader("Authorization")
                                        + " "
                                        + request.authority().host()
                                        + " "
                                        + body)));
    String module =
        """
        {method: POST, headers: {X-Key: a, Host: vhost.example.org}, body: '{}',
         basic_auth: {username: me, password: pass},
         fail_if_body_not_matches_regexp: ['^POST a Basic bWU6cGFzcw== vhost.example.org [{][}]$']}
        """;
    Probe.Outcome outcome = probe(module, "127.0.0.1:" + port, ENOUGH);
    assertThat(outcome.success()).as(outcome.why()).isTrue();
  }

  @Test
  void secretsInFilesAreReadAtEachProbe() throws Exception {
    Path token = Files.writeString(dir.resolve("token"), "one\n");
    int port =
        serve(
            request ->
                request
                    .response()
                    .setStatusCode(
                        "Bearer two".equals(request.getHeader("Authorization")) ? 200 : 401)
                    .end());
    Section options = Section.parse("m.yml", "authorization: {credentials_file: " + token + "}");
    try (Probe probe = open(vertx, options)) {
      options.finish();
      Probe.Request request = Probe.Request.of("127.0.0.1:" + port, ENOUGH);
      assertThat(Await.result(probe.probe(request)).success()).isFalse();
      Files.writeString(token, "two\n");
      assertThat(Await.result(probe.probe(request)).success()).isTrue();
      Files.delete(token);
      assertThat(Await.result(probe.probe(request)).why()).contains(token.toString());
    }
  }

  @Test
  void ourSecretsDoNotFollowARedirectToAnotherHost() {
    int other =
        serve(
            request ->
                request
                    .response()
                    .setStatusCode(request.getHeader("Authorization") == null ? 200 : 418)
                    .end());
    int port =
        serve(
            request ->
                request
                    .response()
                    .setStatusCode(302)
                    .putHeader("Location", "http://127.0.0.2:" + other + "/")
                    .end());
    Await.result(
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .setStatusCode(request.getHeader("Authorization") == null ? 200 : 418)
                        .end())
            .listen(other, "127.0.0.2"));
    Probe.Outcome outcome = probe("bearer_token: secret", "127.0.0.1:" + port, ENOUGH);
    assertThat(outcome.success()).as(outcome.why()).isTrue();
    assertThat(outcome.samples().value(BlackboxMetrics.HTTP_REDIRECTS)).isEqualTo(1);
  }

  @Test
  void cookiesOfARedirectComeBack() {
    int port =
        serve(
            request -> {
              if ("in=1".equals(request.getHeader("Cookie"))) {
                request.response().end("welcome");
              } else {
                request
                    .response()
                    .setStatusCode(303)
                    .putHeader("Set-Cookie", "in=1; Path=/")
                    .putHeader("Location", "/")
                    .end();
              }
            });
    assertThat(probe("", "127.0.0.1:" + port, ENOUGH).success()).isTrue();
  }

  @Test
  void bodiesAndHeadersAreMatched() {
    int port =
        serve(
            request ->
                request.response().putHeader("X-State", "degraded").end("Could not connect"));
    String target = "127.0.0.1:" + port;
    for (String bad :
        List.of(
            "fail_if_body_matches_regexp: ['not.connect']",
            "fail_if_body_not_matches_regexp: ['^Welcome']",
            "fail_if_header_matches: [{header: x-state, regexp: degr}]",
            "fail_if_header_matches: [{header: x-other, regexp: degr}]",
            "fail_if_header_not_matches: [{header: X-State, regexp: '^well$'}]")) {
      Probe.Outcome outcome = probe(bad, target, ENOUGH);
      assertThat(outcome.success()).as(bad).isFalse();
      assertThat(outcome.samples().value(BlackboxMetrics.FAILED_DUE_TO_REGEX)).as(bad).isOne();
    }
    for (String good :
        List.of(
            "fail_if_body_not_matches_regexp: ['^Could']",
            "fail_if_header_matches: [{header: x-other, regexp: degr, allow_missing: true}]",
            "valid_http_versions: [HTTP/1.1]")) {
      assertThat(probe(good, target, ENOUGH).success()).as(good).isTrue();
    }
    Probe.Outcome version = probe("valid_http_versions: [HTTP/2.0]", target, ENOUGH);
    assertThat(version.success()).isFalse();
    assertThat(version.samples().value(BlackboxMetrics.FAILED_DUE_TO_REGEX)).isZero();
    assertThat(probe("fail_if_not_ssl: true", target, ENOUGH).why()).isEqualTo("no TLS");
  }

  @Test
  void anExpressionThatBacktracksForeverElsewhereIsDoneInTime() {
    int port = serve(request -> request.response().end("a".repeat(30_000) + "!"));
    Probe.Outcome outcome =
        probe("fail_if_body_matches_regexp: ['^(a+)+$']", "127.0.0.1:" + port, ENOUGH);
    assertThat(outcome.success()).as(outcome.why()).isTrue();
  }

  @Test
  void speaksHttp2WhereTheServerOffersIt() throws Exception {
    Path ca = dir.resolve("ca.pem");
    int port = serveTls("two", "ip:127.0.0.1", "-0d", 10, ca);
    String tls = "tls_config: {ca_file: " + ca + "}";
    Probe.Outcome outcome =
        probe(
            "{" + tls + ", fail_if_body_not_matches_regexp: ['^secret$']}",
            "https://127.0.0.1:" + port,
            ENOUGH);
    assertThat(outcome.success()).as(outcome.why()).isTrue();
    assertThat(outcome.samples().value(BlackboxMetrics.HTTP_VERSION)).isEqualTo(2.0);
    assertThat(outcome.samples().value(BlackboxMetrics.HTTP_UNCOMPRESSED_BODY_LENGTH)).isEqualTo(6);
    Probe.Outcome one =
        probe("{enable_http2: false, " + tls + "}", "https://127.0.0.1:" + port, ENOUGH);
    assertThat(one.samples().value(BlackboxMetrics.HTTP_VERSION)).isEqualTo(1.1);
  }

  @Test
  void asksThroughAProxyWithATunnelForTls() throws Exception {
    Path ca = dir.resolve("ca.pem");
    int tls = serveTls("proxied", "ip:127.0.0.1", "-0d", 10, ca);
    int plain = serve(request -> request.response().end("plain"));
    Proxy proxy = new Proxy();
    int port = raw(proxy::take);
    String through =
        "{proxy_url: 'http://127.0.0.1:"
            + port
            + "', proxy_connect_header: {Proxy-Authorization: [Bearer token]}, tls_config: {ca_file: "
            + ca
            + "}}";
    Probe.Outcome https = probe(through, "https://127.0.0.1:" + tls, ENOUGH);
    assertThat(https.success()).as(https.why()).isTrue();
    assertThat(proxy.seen.get(0))
        .startsWith("CONNECT 127.0.0.1:" + tls + " HTTP/1.1\r\n")
        .contains("Proxy-Authorization: Bearer token\r\n");
    assertThat(probe(through, "http://127.0.0.1:" + plain + "/x?y", ENOUGH).success()).isTrue();
    assertThat(proxy.seen.get(1)).startsWith("GET http://127.0.0.1:" + plain + "/x?y HTTP/1.1");
    proxy.refuses = true;
    assertThat(probe(through, "https://127.0.0.1:" + tls, ENOUGH).why())
        .contains("the proxy refused the tunnel: HTTP/1.1 407");
  }

  /** Tunnels what is asked for; answers what it is asked itself. */
  private final class Proxy {
    private final List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
    private volatile boolean refuses;

    void take(NetSocket socket, Buffer first) {
      String head = first.toString();
      seen.add(head);
      if (!head.startsWith("CONNECT")) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      } else if (refuses) {
        socket.write("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      } else {
        int to = Integer.parseInt(head.substring(head.indexOf(':') + 1, head.indexOf(" HTTP")));
        vertx
            .createNetClient()
            .connect(to, "127.0.0.1")
            .onSuccess(
                there -> {
                  socket.handler(there::write);
                  there.handler(socket::write);
                  there.closeHandler(v -> socket.close());
                  socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
                });
      }
    }
  }

  private static Probe open(Vertx vertx, Section options) {
    return new HttpProber()
        .open(options, new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")));
  }

  private Probe.Outcome probe(String yaml, String target, Duration deadline) {
    return probe(vertx, yaml, target, deadline);
  }

  private static Probe.Outcome probe(Vertx vertx, String yaml, String target, Duration deadline) {
    Section options = Section.parse("modules.yaml", yaml);
    try (Probe probe = open(vertx, options)) {
      options.finish();
      return Await.result(probe.probe(Probe.Request.of(target, deadline)));
    }
  }

  private int serve(Handler<HttpServerRequest> handler) {
    return serve(new HttpServerOptions(), handler);
  }

  private int serve(HttpServerOptions options, Handler<HttpServerRequest> handler) {
    return Await.result(
            vertx.createHttpServer(options).requestHandler(handler).listen(0, "127.0.0.1"))
        .actualPort();
  }

  private int raw(Handler<NetSocket> handler) {
    return raw((socket, first) -> handler.handle(socket));
  }

  private int raw(BiConsumer<NetSocket, Buffer> handler) {
    return Await.result(
            vertx
                .createNetServer()
                .connectHandler(
                    socket -> {
                      socket.exceptionHandler(e -> {});
                      socket.handler(request -> handler.accept(socket, request));
                    })
                .listen(0, "127.0.0.1"))
        .actualPort();
  }

  private static void flood(NetSocket socket, String piece) {
    socket.write(Buffer.buffer(piece)).onSuccess(v -> flood(socket, piece));
  }

  private int serveTls(String alias, String san, String start, int days, Path pem)
      throws Exception {
    Path store = dir.resolve(alias + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + alias,
                "-startdate",
                start,
                "-validity",
                "" + days,
                "-ext",
                "san=" + san,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    X509Certificate certificate = (X509Certificate) keys.getCertificate(alias);
    Files.writeString(
        pem,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    return serve(
        new HttpServerOptions()
            .setUseAlpn(true)
            .setSsl(true)
            .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword("changeit")),
        request -> request.response().end("secret"));
  }

  private static double fnv(int... bytes) {
    long hash = 2166136261L;
    for (int b : bytes) {
      hash = ((hash ^ b) * 16777619L) & 0xffffffffL;
    }
    return hash;
  }
}
