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

  public static final Metric SSL_LAST_CHAIN_EXPIRY =
      Metric.gauge(
          "probe_ssl_last_chain_expiry_timestamp_seconds",
          "When the chain by which the server is trusted expires, in Unix time.");

  public static final Metric SSL_LAST_CHAIN_INFO =
      Metric.gauge(
          "probe_ssl_last_chain_info",
          "Constant 1; the server's certificate.",
          "fingerprint_sha256",
          "subject",
          "issuer",
          "subjectalternative",
          "serialnumber");

  public static final Metric TLS_VERSION_INFO =
      Metric.gauge("probe_tls_version_info", "Constant 1; the version of TLS.", "version");

  public static final Metric TLS_CIPHER_INFO =
      Metric.gauge("probe_tls_cipher_info", "Constant 1; the cipher suite of TLS.", "cipher");

  public static final Metric FAILED_DUE_TO_BYTES =
      Metric.gauge(
          "probe_failed_due_to_bytes",
          "Whether bytes other than the expected made the probe fail (1) or not (0).");

  public static final Metric DNS_DURATION =
      Metric.gauge(
          "probe_dns_duration_seconds", "How long each phase of a DNS query took.", "phase");

  public static final Metric DNS_ANSWER_RRS =
      Metric.gauge("probe_dns_answer_rrs", "How many records the answer has.");

  public static final Metric DNS_AUTHORITY_RRS =
      Metric.gauge("probe_dns_authority_rrs", "How many records the answer's authority has.");

  public static final Metric DNS_ADDITIONAL_RRS =
      Metric.gauge("probe_dns_additional_rrs", "How many additional records the answer has.");

  public static final Metric DNS_QUERY_SUCCEEDED =
      Metric.gauge(
          "probe_dns_query_succeeded",
          "Whether the server answered (1) or not (0), whatever it said.");

  public static final Metric DNS_SERIAL =
      Metric.gauge("probe_dns_serial", "Serial number of the zone, of a query for SOA.");

  public static final Metric ICMP_DURATION =
      Metric.gauge("probe_icmp_duration_seconds", "How long each phase of a ping took.", "phase");

  public static final Metric ICMP_REPLY_HOP_LIMIT =
      Metric.gauge("probe_icmp_reply_hop_limit", "Hop limit (TTL) of the reply.");

  public static final Metric WEBSOCKET_STATUS_CODE =
      Metric.gauge(
          "probe_websocket_status_code", "Status of the handshake; 101 is success, 0 no answer.");

  public static final Metric WEBSOCKET_UPGRADED =
      Metric.gauge(
          "probe_websocket_connection_upgraded", "Whether the handshake succeeded (1) or not (0).");

  public static final Metric WEBSOCKET_FAILED_DUE_TO_REGEX =
      Metric.gauge(
          "probe_websocket_failed_due_to_regex",
          "Whether a message made the probe fail (1) or not (0).");

  public static final Metric WEBSOCKET_DURATION =
      Metric.gauge(
          "probe_websocket_duration_seconds", "How long each phase of a WebSocket took.", "phase");

  public static final Metric BBB_DURATION =
      Metric.gauge(
          "probe_bbb_duration_seconds",
          "How long each call of BigBlueButton's or Scalelite's API took; phase is the call.",
          "phase");

  public static final Metric BBB_FAILED =
      Metric.gauge(
          "probe_bbb_failed",
          "Whether a call failed (1) or not (0); reason is checksum, api, http, malformed or"
              + " connect.",
          "phase",
          "reason");

  public static final Metric BBB_MEETINGS =
      Metric.gauge("probe_bbb_meetings", "How many meetings the answer names.");

  public static final Metric SCALELITE_SERVERS =
      Metric.gauge(
          "probe_scalelite_servers",
          "How many servers Scalelite has, by state and by whether it sees them online.",
          "state",
          "online");

  public static final Metric TURN_DURATION =
      Metric.gauge(
          "probe_turn_duration_seconds",
          "How long each phase of the TURN probe took: resolve, connect, tls, binding, challenge,"
              + " allocate.",
          "phase");

  public static final Metric TURN_ERROR_CODE =
      Metric.gauge(
          "probe_turn_error_code",
          "Error with which the server refused the allocation; 0 where it granted it.");

  public static final Metric TURN_LIFETIME =
      Metric.gauge("probe_turn_lifetime_seconds", "How long the granted allocation would last.");

  public static final Metric RTMP_DURATION =
      Metric.gauge(
          "probe_rtmp_duration_seconds",
          "How long each phase of the RTMP probe took: resolve, connect, tls, handshake, command,"
              + " stream.",
          "phase");

  public static final Metric RTMP_MEDIA_BYTES =
      Metric.gauge(
          "probe_rtmp_media_bytes", "How many bytes of audio and video a played stream sent.");

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
        SSL_LAST_CHAIN_EXPIRY,
        SSL_LAST_CHAIN_INFO,
        TLS_VERSION_INFO,
        TLS_CIPHER_INFO,
        FAILED_DUE_TO_BYTES,
        DNS_DURATION,
        DNS_ANSWER_RRS,
        DNS_AUTHORITY_RRS,
        DNS_ADDITIONAL_RRS,
        DNS_QUERY_SUCCEEDED,
        DNS_SERIAL,
        ICMP_DURATION,
        ICMP_REPLY_HOP_LIMIT,
        WEBSOCKET_STATUS_CODE,
        WEBSOCKET_UPGRADED,
        WEBSOCKET_FAILED_DUE_TO_REGEX,
        WEBSOCKET_DURATION,
        BBB_DURATION,
        BBB_FAILED,
        BBB_MEETINGS,
        SCALELITE_SERVERS,
        TURN_DURATION,
        TURN_ERROR_CODE,
        TURN_LIFETIME,
        RTMP_DURATION,
        RTMP_MEDIA_BYTES);
  }
}
