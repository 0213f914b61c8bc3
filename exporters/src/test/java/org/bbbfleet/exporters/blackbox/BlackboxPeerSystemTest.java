package org.bbbfleet.exporters.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.exporters.testing.Http;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real blackbox_exporter and our probes read one file and are asked for the same targets. */
@Tag("system")
final class BlackboxPeerSystemTest {
  private static final List<Wanted> PEER =
      List.of(new Wanted("prometheus-blackbox-exporter", "the exporter that our probes replace"));

  /** Whose values are times, or counted differently from run to run. */
  private static final Set<String> VARYING =
      Set.of(
          "probe_duration_seconds",
          "probe_dns_lookup_time_seconds",
          "probe_http_duration_seconds",
          "probe_icmp_duration_seconds",
          "probe_dns_duration_seconds");

  /** What 0.28 added to what Debian's 0.23 has, and what we give besides. */
  private static final Set<String> ONLY_OURS =
      Set.of("probe_timeout_seconds", "probe_tls_cipher_info", "probe_failed_due_to_bytes");

  private static final String MODULES =
      """
      modules:
        http_2xx: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4}}
        http_401: {prober: http, http: {valid_status_codes: [401]}}
        http_post: {prober: http, http: {method: POST, body: hello, headers: {X-A: b}}}
        http_head: {prober: http, http: {method: HEAD}}
        http_stay: {prober: http, http: {follow_redirects: false, valid_status_codes: [302]}}
        http_body: {prober: http, http: {fail_if_body_matches_regexp: ['(?i)ERROR']}}
        http_no_body: {prober: http, http: {fail_if_body_not_matches_regexp: ['never']}}
        http_header: {prober: http, http: {fail_if_header_not_matches: [{header: X-State, regexp: '^well$'}]}}
        http_missing: {prober: http, http: {fail_if_header_matches: [{header: X-None, regexp: x}]}}
        http_1: {prober: http, http: {valid_http_versions: [HTTP/1.0]}}
        http_gzip: {prober: http, http: {compression: gzip}}
        http_gzipped: {prober: http, http: {compression: gzip, headers: {Accept-Encoding: gzip}}}
        http_plain: {prober: http, http: {fail_if_ssl: true}}
        http_tls: {prober: http, http: {fail_if_not_ssl: true, tls_config: {ca_file: CA}}}
        http_auth: {prober: http, http: {basic_auth: {username: me, password: pass}}}
        http_small: {prober: http, http: {body_size_limit: 3B}}
        http_none: {prober: http, http: {preferred_ip_protocol: ip6, ip_protocol_fallback: false}}
        tcp: {prober: tcp}
        tcp_talk: {prober: tcp, tcp: {query_response: [{expect: '^220 (.+)', send: 'HI ${1}'}, {expect: '^OK'}]}}
        tcp_bad: {prober: tcp, tcp: {query_response: [{expect: '^500'}]}}
        tcp_tls: {prober: tcp, tcp: {tls: true, tls_config: {ca_file: CA}}}
        dns_a: {prober: dns, dns: {query_name: www.example.org, query_type: A}}
        dns_bad: {prober: dns, dns: {query_name: www.example.org, query_type: A, validate_answer_rrs: {fail_if_matches_regexp: ["\\t300\\tIN\\tA\\t192.0.2.7$"]}}}
        dns_soa: {prober: dns, dns: {query_name: example.org, query_type: SOA}}
        icmp: {prober: icmp, icmp: {preferred_ip_protocol: ip4}}
      """;

  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path directory;
  private RealProcesses real;
  private ProbeHandler ours;
  private int ourPort;
  private int peerPort;

  @BeforeEach
  void start() throws Exception {
    real = new RealProcesses(directory);
    certificate();
    Path file = directory.resolve("blackbox.yml");
    Files.writeString(file, MODULES.replace("CA}", directory.resolve("ca.pem") + "}"));
    ours = ProbeHandler.load(new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")), file);
    Router router = Router.router(vertx);
    ours.mount(router);
    ourPort =
        Await.result(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"))
            .actualPort();
    Unpacked peer = new DebianPackages(FleetCache.fromEnvironment(), line -> {}).unpack(PEER);
    peerPort = freePort();
    real.start(
        peer.program("prometheus-blackbox-exporter").toString(),
        "--config.file=" + file,
        "--web.listen-address=127.0.0.1:" + peerPort);
    RealProcesses.await(
        Duration.ofSeconds(20),
        "blackbox_exporter answers",
        () -> {
          try (java.net.Socket socket = new java.net.Socket("127.0.0.1", peerPort)) {
            return socket.isConnected();
          } catch (IOException e) {
            return false;
          }
        });
  }

  @AfterEach
  void stop() throws Exception {
    real.close();
    ours.close();
    Await.result(vertx.close());
  }

  @Test
  void bothSayTheSame() throws Exception {
    String http = "http://127.0.0.1:" + site(false);
    String https = "https://127.0.0.1:" + site(true);
    String smtp = "127.0.0.1:" + greeter();
    String dns = "127.0.0.1:" + nameServer();
    int closed = freePort();
    List<String> different = new ArrayList<>();
    int compared = 0;
    for (String[] one :
        new String[][] {
          {"http_2xx", http + "/"},
          {"http_2xx", http.substring(7) + "/modified"},
          {"http_2xx", http + "/missing"},
          {"http_2xx", http + "/redirect"},
          {"http_2xx", http + "/loop"},
          {"http_2xx", http + "/chunked"},
          {"http_2xx", "http://127.0.0.1:" + closed + "/"},
          {"http_2xx", "http://localhost:" + http.substring(17) + "/"},
          {"http_401", http + "/auth"},
          {"http_auth", http + "/auth"},
          {"http_post", http + "/echo"},
          {"http_head", http + "/"},
          {"http_stay", http + "/redirect"},
          {"http_body", http + "/error"},
          {"http_body", http + "/"},
          {"http_no_body", http + "/"},
          {"http_header", http + "/"},
          {"http_header", http + "/error"},
          {"http_missing", http + "/"},
          {"http_1", http + "/"},
          {"http_gzip", http + "/"},
          {"http_gzipped", http + "/"},
          {"http_plain", http + "/"},
          {"http_tls", http + "/"},
          {"http_tls", https + "/"},
          {"http_2xx", https + "/"},
          {"http_small", http + "/"},
          {"http_none", http + "/"},
          {"tcp", smtp},
          {"tcp", "127.0.0.1:" + closed},
          {"tcp_talk", smtp},
          {"tcp_bad", smtp},
          {"tcp_tls", https.substring(8)},
          {"dns_a", dns},
          {"dns_bad", dns},
          {"dns_soa", dns},
          {"icmp", "127.0.0.1"}
        }) {
      compared++;
      Map<String, String> theirs = probe(peerPort, one[0], one[1]);
      Map<String, String> mine = probe(ourPort, one[0], one[1]);
      Set<String> all = new TreeSet<>(theirs.keySet());
      all.addAll(mine.keySet());
      for (String series : all) {
        String family = series.replaceFirst("\\{.*", "");
        String a = theirs.get(series);
        String b = mine.get(series);
        boolean same =
            VARYING.contains(family) ? a != null && b != null : java.util.Objects.equals(a, b);
        if (!same && !(a == null && ONLY_OURS.contains(family)) && !known(one, series, a, b)) {
          different.add(one[0] + " " + one[1] + ": " + series + " theirs " + a + ", ours " + b);
        }
      }
    }
    assertThat(different).as("of %d probes", compared).isEmpty();
  }

  /** Reviewed differences. */
  private static boolean known(String[] probe, String series, String theirs, String ours) {
    // Nothing was verified, so there is no chain; theirs then says the year 1, ours nothing.
    return series.equals("probe_ssl_last_chain_expiry_timestamp_seconds") && ours == null;
  }

  private static Map<String, String> probe(int port, String module, String target) {
    String url =
        "/probe?module=" + module + "&target=" + URLEncoder.encode(target, StandardCharsets.UTF_8);
    Map<String, String> series = new TreeMap<>();
    for (String line : Http.get(port, url).body().lines().toList()) {
      if (!line.startsWith("#") && line.contains(" ")) {
        int at = line.lastIndexOf(' ');
        // 0.28 added the serial number; the order of labels says nothing.
        String name = sorted(line.substring(0, at).replaceFirst(",serialnumber=\"[^\"]*\"", ""));
        series.put(name, String.valueOf(Double.parseDouble(line.substring(at + 1))));
      }
    }
    return series;
  }

  private static String sorted(String series) {
    int brace = series.indexOf('{');
    if (brace < 0) {
      return series;
    }
    String labels = series.substring(brace + 1, series.lastIndexOf('}'));
    List<String> parts = new ArrayList<>(List.of(labels.split("(?<=\"),")));
    parts.sort(null);
    return series.substring(0, brace) + "{" + String.join(",", parts) + "}";
  }

  private int site(boolean tls) {
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            c -> {
              c.response().putHeader("X-State", "well");
              c.next();
            });
    router.route("/").handler(c -> c.end("hello"));
    router
        .route("/modified")
        .handler(
            c ->
                c.response()
                    .putHeader("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT")
                    .end("hello"));
    router.route("/redirect").handler(c -> c.redirect("/"));
    router.route("/loop").handler(c -> c.redirect("/loop"));
    router
        .route("/chunked")
        .handler(
            c -> {
              c.response().setChunked(true);
              c.response().write("a");
              c.end("b");
            });
    router
        .route("/auth")
        .handler(
            c ->
                c.response()
                    .setStatusCode(
                        "Basic bWU6cGFzcw==".equals(c.request().getHeader("Authorization"))
                            ? 200
                            : 401)
                    .end());
    router
        .route("/echo")
        .handler(
            c ->
                c.request()
                    .body()
                    .onSuccess(
                        b ->
                            c.response()
                                .setStatusCode(
                                    b.toString().equals("hello")
                                            && "b".equals(c.request().getHeader("X-A"))
                                        ? 200
                                        : 400)
                                .end(b)));
    router
        .route("/error")
        .handler(c -> c.response().putHeader("X-State", "ill").end("an Error happened"));
    HttpServerOptions options = new HttpServerOptions().setCompressionSupported(!tls);
    if (tls) {
      options
          .setSsl(true)
          .setUseAlpn(true)
          .setKeyCertOptions(
              new PfxOptions()
                  .setPath(directory.resolve("site.p12").toString())
                  .setPassword("changeit"));
    }
    return Await.result(
            vertx.createHttpServer(options).requestHandler(router).listen(0, "127.0.0.1"))
        .actualPort();
  }

  private int greeter() {
    return Await.result(
            vertx
                .createNetServer()
                .connectHandler(
                    socket -> {
                      socket.exceptionHandler(e -> {});
                      socket.write("220 mail\r\n");
                      socket.handler(
                          line -> {
                            if (line.toString().equals("HI mail\n")) {
                              socket.write("OK\r\n");
                            }
                          });
                      vertx.setTimer(400, t -> socket.close());
                    })
                .listen(0, "127.0.0.1"))
        .actualPort();
  }

  private int nameServer() {
    DatagramSocket server = Await.result(vertx.createDatagramSocket().listen(0, "127.0.0.1"));
    server.handler(
        packet ->
            server.send(
                Buffer.buffer(
                    org.bbbfleet.exporters.blackbox.dns.Answers.to(packet.data().getBytes())),
                packet.sender().port(),
                "127.0.0.1"));
    return server.localAddress().port();
  }

  private void certificate() {
    Path store = directory.resolve("site.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Command.of(
            keytool,
            "-genkeypair",
            "-alias",
            "site",
            "-keyalg",
            "EC",
            "-dname",
            "CN=site,O=Fleet,C=DE",
            "-validity",
            "30",
            "-ext",
            "san=ip:127.0.0.1,dns:a.example.org",
            "-keystore",
            store.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            "changeit")
        .runFor("make a certificate");
    Command.of(
            keytool,
            "-exportcert",
            "-rfc",
            "-alias",
            "site",
            "-keystore",
            store.toString(),
            "-storepass",
            "changeit",
            "-file",
            directory.resolve("ca.pem").toString())
        .runFor("export it");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
