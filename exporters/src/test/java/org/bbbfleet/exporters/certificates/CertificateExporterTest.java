package org.bbbfleet.exporters.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that openssl made, of a key that nobody has any more. */
final class CertificateExporterTest {
  private static final double BEGIN = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
  private static final double EARLY = Instant.parse("2027-02-03T04:05:06Z").getEpochSecond();
  private static final double LATE = Instant.parse("2036-01-01T00:00:00Z").getEpochSecond();

  @TempDir private Path root;

  private static String certificate(String name) throws Exception {
    try (InputStream in = CertificateExporterTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private Path file(String path, String text) throws Exception {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Samples collect(Map<String, Object> options) {
    Vertx vertx = Vertx.vertx();
    try {
      Samples samples =
          Await.result(
              new CertificateExporter()
                  .open(
                      Section.of("test", options),
                      new CollectorContext(vertx, Clock.systemUTC(), root))
                  .collect());
      assertThat(CertificateMetrics.all()).containsAll(samples.metrics());
      return samples;
    } finally {
      Await.result(vertx.close());
    }
  }

  @Test
  void aFileSaysWhenItsCertificateEndsAndWhenTheFirstOfItsChainDoes() throws Exception {
    String own = certificate("late.pem");
    String soon = certificate("early.pem");
    file("etc/nginx/ssl/a.crt", own);
    file(
        "etc/haproxy/b.pem",
        "-----BEGIN PRIVATE KEY-----\nMC4\n-----END PRIVATE KEY-----\n" + own + soon);
    Path elsewhere = file("srv/c.pem", own);
    Files.createDirectories(root.resolve("etc/letsencrypt/live/x"));
    Files.createSymbolicLink(root.resolve("etc/letsencrypt/live/x/cert.pem"), elsewhere);
    Samples samples = collect(Map.of());
    assertThat(samples.series(CertificateMetrics.TTL))
        .containsExactlyInAnyOrder(
            List.of("/etc/nginx/ssl/a.crt"),
            List.of("/etc/haproxy/b.pem"),
            List.of("/etc/letsencrypt/live/x/cert.pem"));
    assertThat(samples.value(CertificateMetrics.FOUND)).isEqualTo(3);
    assertThat(samples.value(CertificateMetrics.TTL, "/etc/nginx/ssl/a.crt")).isEqualTo(LATE);
    assertThat(samples.value(CertificateMetrics.TTL, "/etc/haproxy/b.pem")).isEqualTo(LATE);
    assertThat(samples.value(CertificateMetrics.EARLIEST, "/etc/haproxy/b.pem")).isEqualTo(EARLY);
    assertThat(samples.value(CertificateMetrics.BEGIN, "/etc/nginx/ssl/a.crt")).isEqualTo(BEGIN);
  }

  @Test
  void whatIsNoneIsCountedAndOtherFilesArePassedOver() throws Exception {
    file("etc/nginx/broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    file("etc/nginx/cut.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    file("etc/nginx/dhparam.pem", "-----BEGIN DH PARAMETERS-----\nAA\n-----END DH PARAMETERS-----");
    file("etc/nginx/huge.pem", "x".repeat(600_000));
    file("etc/nginx/nginx.conf", certificate("late.pem"));
    Files.createSymbolicLink(root.resolve("etc/nginx/loop"), root.resolve("etc/nginx"));
    Samples samples = collect(Map.of());
    assertThat(samples.value(CertificateMetrics.MALFORMED)).isEqualTo(2);
    assertThat(samples.value(CertificateMetrics.FOUND)).isZero();
    assertThat(samples.series(CertificateMetrics.TTL)).isEmpty();
  }

  @Test
  void aClosedKeyIsNoCertificateThatCanNotBeSeen() {
    CertificateSearch search = new CertificateSearch(9);
    for (String key : List.of("privkey.pem", "privkey1.pem", "www-key.pem", "a.key.pem")) {
      search.visitFileFailed(root.resolve(key), new AccessDeniedException(key));
    }
    assertThat(search.unreadable()).isZero();
    for (String closed : List.of("cert.pem", "monkey.pem", "live")) {
      search.visitFileFailed(root.resolve(closed), new AccessDeniedException(closed));
    }
    assertThat(search.unreadable()).isEqualTo(3);
  }

  @Test
  void placesAndNumberAreTheOperators() throws Exception {
    String own = certificate("late.pem");
    for (int i = 0; i < 4; i++) {
      file("srv/certs/" + i + ".pem", own);
    }
    Map<String, Object> options =
        Map.of("paths", List.of("/srv/certs", "/nowhere"), "max_files", 3);
    Samples samples = collect(options);
    assertThat(samples.value(CertificateMetrics.FOUND)).isEqualTo(3);
    assertThat(samples.value(CertificateMetrics.SKIPPED)).isEqualTo(1);
    CertificateExporter exporter = new CertificateExporter();
    assertThat(exporter.presenceBelow(root, Section.of("t", options)).why())
        .isEqualTo("there is /srv/certs");
    assertThat(exporter.presenceBelow(root, Section.of("t", Map.of())).on()).isFalse();
  }
}
