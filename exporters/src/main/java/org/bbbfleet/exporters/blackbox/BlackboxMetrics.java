package org.bbbfleet.exporters.blackbox;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What {@code /probe} gives, under the names that blackbox_exporter made usual. */
public final class BlackboxMetrics {
  private BlackboxMetrics() {}

  public static final Metric SUCCESS =
      Metric.gauge("probe_success", "Whether the probe succeeded (1) or not (0).");

  public static final Metric DURATION =
      Metric.gauge("probe_duration_seconds", "How long the whole probe took.");

  public static final Metric TIMEOUT =
      Metric.gauge("probe_timeout_seconds", "How long the probe was allowed to take.");

  public static final Metric DNS_LOOKUP_TIME =
      Metric.gauge(
          "probe_dns_lookup_time_seconds", "How long the target's name took to be resolved.");

  public static final Metric IP_PROTOCOL =
      Metric.gauge("probe_ip_protocol", "The version of IP that was used: 4 or 6.");

  public static final Metric IP_ADDR_HASH =
      Metric.gauge(
          "probe_ip_addr_hash", "Hash (FNV-1a) of the target's address, to see that it changed.");

  public static final Metric HTTP_DURATION =
      Metric.gauge(
          "probe_http_duration_seconds",
          "How long each phase of the HTTP requests took, summed over redirects.",
          "phase");

  public static final Metric HTTP_CONTENT_LENGTH =
      Metric.gauge(
          "probe_http_content_length",
          "Length of the response in bytes by its header; -1 if not stated.");

  public static final Metric HTTP_UNCOMPRESSED_BODY_LENGTH =
      Metric.gauge(
          "probe_http_uncompressed_body_length",
          "Length of the response's body in bytes after decompression.");

  public static final Metric HTTP_REDIRECTS =
      Metric.gauge("probe_http_redirects", "How many redirects were followed.");

  public static final Metric HTTP_SSL =
      Metric.gauge("probe_http_ssl", "Whether the last request went over TLS (1) or not (0).");

  public static final Metric HTTP_STATUS_CODE =
      Metric.gauge("probe_http_status_code", "Status of the last response; 0 without response.");

  public static final Metric HTTP_VERSION =
      Metric.gauge("probe_http_version", "Version of HTTP of the last response.");

  public static final Metric FAILED_DUE_TO_REGEX =
      Metric.gauge(
          "probe_failed_due_to_regex",
          "Whether a regular expression on the response made the probe fail (1) or not (0).");

  public static final Metric HTTP_LAST_MODIFIED =
      Metric.gauge(
          "probe_http_last_modified_timestamp_seconds", "The response's Last-Modified header.");

  public static final Metric SSL_EARLIEST_CERT_EXPIRY =
      Metric.gauge(
          "probe_ssl_earliest_cert_expiry",
          "When the first certificate of the chain expires, in Unix time.");

  public static final Metric TLS_VERSION_INFO =
      Metric.gauge("probe_tls_version_info", "Constant 1; the version of TLS.", "version");

  public static final Metric TLS_CIPHER_INFO =
      Metric.gauge("probe_tls_cipher_info", "Constant 1; the cipher suite of TLS.", "cipher");

  public static List<Metric> all() {
    return List.of(
        SUCCESS,
        DURATION,
        TIMEOUT,
        DNS_LOOKUP_TIME,
        IP_PROTOCOL,
        IP_ADDR_HASH,
        HTTP_DURATION,
        HTTP_CONTENT_LENGTH,
        HTTP_UNCOMPRESSED_BODY_LENGTH,
        HTTP_REDIRECTS,
        HTTP_SSL,
        HTTP_STATUS_CODE,
        HTTP_VERSION,
        FAILED_DUE_TO_REGEX,
        HTTP_LAST_MODIFIED,
        SSL_EARLIEST_CERT_EXPIRY,
        TLS_VERSION_INFO,
        TLS_CIPHER_INFO);
  }
}
