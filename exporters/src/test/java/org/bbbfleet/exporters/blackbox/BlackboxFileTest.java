package org.bbbfleet.exporters.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as people have them for blackbox_exporter. */
class BlackboxFileTest {
  private static final Path SHARED =
      Path.of(System.getProperty("fleet.root", ".."), "..", "shared", "reference", "blackbox");

  private final Vertx vertx = Vertx.vertx();
  private final CollectorContext context =
      new CollectorContext(vertx, Clock.systemUTC(), Path.of("/"));

  @TempDir private Path directory;

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.yml", "good.yml"})
  void theExportersOwnExamplesAreRead(String name) {
    Path file = SHARED.resolve(name);
    assumeTrue(Files.exists(file), () -> file + " is not here");
    ProbeHandler.load(context, file).close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {prober: htttp}                                    | x.yml:2   modules.m.prober is htttp | Did you mean http?
          {http: {}}                                         | x.yml:2   modules.m.prober is missing | Name one of
          {prober: http, timeout: soon}                      | modules.m.timeout must be a duration | such as 5s
          {prober: http, http: {valid_status_codes: [ok]}}   | modules.m.http.valid_status_codes must hold | not ok
          {prober: http, http: {methd: GET}}                 | modules.m.http.methd is not a known key | Did you mean method?
          {prober: http, http: {fail_if_body_matches_regexp: ['(?<=a)']}} | is not a regular expression | Look-around
          {prober: http, http: {fail_if_header_matches: [{regexp: x}]}} | header is missing | Name the header
          {prober: http, http: {headers: {"a b": c}}}        | is not the name of a header | a b
          {prober: http, http: {body_size_limit: much}}      | must be a size | 1MB
          {prober: http, http: {compression: gzip, headers: {Accept-Encoding: deflate}}} | which the header Accept-Encoding does not ask for | Add it
          {prober: http, http: {basic_auth: {username: a}, bearer_token: b}} | keep one of | bearer_token
          {prober: http, http: {tls_config: {cert_file: /a}}} | needs both | key_file
          {prober: http, http: {tls_config: {min_version: SSL3}}} | must be one of TLS10 | TLS13
          {prober: dns, dns: {query_type: A}}                | query_name is missing | Name what is asked for
          {prober: dns, dns: {query_name: a.b, query_type: AAAAA}} | query_type is not known | ANY
          {prober: dns, dns: {query_name: a.b, valid_rcodes: [OK]}} | must hold codes such as NOERROR | not OK
          {prober: icmp, icmp: {ttl: 300}}                   | must be from 1 to 255 | ttl
          {prober: tcp, tcp: {source_ip_address: here}}      | must be an IP address | source_ip_address
          {prober: tcp, tcp: {query_response: [{expct: x}]}} | query_response[0].expct is not a known key | Did you mean expect?
          """)
  void aFaultyFileIsRefusedWithItsPlaceAndCure(String module, String what, String cure)
      throws IOException {
    Path file = Files.writeString(directory.resolve("x.yml"), "modules:\n  m: " + module + "\n");
    assertThatThrownBy(() -> ProbeHandler.load(context, file))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("x.yml:2 ")
        .hasMessageContaining(what)
        .hasMessageContaining(cure);
  }

  @Test
  void whatIsNotYamlIsRefusedWithItsLine() throws IOException {
    Path file = Files.writeString(directory.resolve("x.yml"), "modules:\n  m: {prober: http\n");
    assertThatThrownBy(() -> ProbeHandler.load(context, file)).hasMessageContaining("x.yml:3");
    Path other = Files.writeString(directory.resolve("y.yml"), "moduls: {}\n");
    assertThatThrownBy(() -> ProbeHandler.load(context, other))
        .hasMessageContaining("y.yml:1   moduls is not a known key. Did you mean modules?");
  }

  @Test
  void everySecretStaysOutOfTheMessages() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("x.yml"),
            "modules: {m: {prober: http, http: {basic_auth: {password: hunter2, usr: x}}}}");
    assertThatThrownBy(() -> ProbeHandler.load(context, file))
        .satisfies(e -> assertThat(e.toString()).doesNotContain("hunter2"));
  }
}
