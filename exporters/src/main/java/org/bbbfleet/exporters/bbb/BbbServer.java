package org.bbbfleet.exporters.bbb;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bbbfleet.core.metrics.Distribution;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server, asked for its meetings again and again. When the API does not answer as it should,
 * {@code bbb_api_up} is 0 and the meetings' gauges are absent: nobody knows then how many there
 * are.
 */
final class BbbServer {
  private static final Logger log = LoggerFactory.getLogger(BbbServer.class);
  private static final String CALL = "getMeetings";
  private static final Duration ROOT_TIMEOUT = Duration.ofSeconds(2);

  /** What stands behind an address changes rarely. */
  private static final Duration ROOT_INTERVAL = Duration.ofMinutes(10);

  private final Vertx vertx;
  private final Clock clock;
  private final String version;
  private final String name;
  private final BbbOptions options;
  private final Supplier<Endpoint> endpoints;
  private final BbbApi api;
  private final Memory memory;
  private final MeetingIds ids;
  private final ChecksumChoice checksums;
  private final Distribution latency = new Distribution(BbbMetrics.API_LATENCY.buckets());
  private final Map<Reason, Long> failures = new EnumMap<>(Reason.class);
  private Optional<Instant> lastSuccess = Optional.empty();
  private Optional<Reason> lastFailure = Optional.empty();
  private Optional<RootReader.Root> root = Optional.empty();
  private Instant rootDue = Instant.MIN;

  /**
   * @param version of BBB Fleet
   * @param name of the server, for the log
   * @param endpoints tells where the API is; may block and may throw {@link ApiFailure}
   */
  BbbServer(
      Vertx vertx,
      Clock clock,
      String version,
      String name,
      BbbOptions options,
      Supplier<Endpoint> endpoints,
      BbbApi api) {
    this.vertx = vertx;
    this.clock = clock;
    this.version = version;
    this.name = name;
    this.options = options;
    this.endpoints = endpoints;
    this.api = api;
    this.memory = new Memory(vertx, options.stateDirectory());
    this.ids = new MeetingIds(options.salt());
    this.checksums = new ChecksumChoice(options.checksum());
  }

  /**
   * Measures.
   *
   * @param most the longest that it may take; less if the options say so
   * @return never fails
   */
  Future<Samples> measure(Duration most) {
    Duration allowed = options.timeout().compareTo(most) < 0 ? options.timeout() : most;
    long end = System.nanoTime() + allowed.toNanos();
    return vertx
        .executeBlocking(
            () -> {
              Endpoint endpoint = endpoints.get();
              memory.recall(endpoint, clock.instant());
              return endpoint;
            },
            false)
        .compose(
            endpoint ->
                meetings(endpoint, end)
                    .compose(found -> identify(endpoint, end).map(v -> succeeded(found))))
        .recover(e -> Future.succeededFuture(failed(ApiFailure.of(e))));
  }

  private Future<Meetings> meetings(Endpoint endpoint, long end) {
    Checksum checksum = currentChecksum();
    BbbApi.Call call = call(endpoint.signed(checksum, CALL, ""), left(end));
    long began = System.nanoTime();
    return api.call(
            call,
            () -> new MeetingsReader(new Meetings(options.rooms(), clock.millis(), options.top())))
        .onComplete(
            ended -> {
              if (ended.succeeded() || answered(ApiFailure.of(ended.cause()))) {
                took(began);
              }
            })
        .recover(
            e ->
                isChecksum(e) && refused() && left(end).compareTo(Duration.ZERO) > 0
                    ? meetings(endpoint, end)
                    : Future.failedFuture(e));
  }

  /** Asks the root now and then; that it does not answer says nothing about the API. */
  private Future<Void> identify(Endpoint endpoint, long end) {
    if (!rootIsDue()) {
      return Future.succeededFuture();
    }
    Duration left = left(end);
    Duration timeout = left.compareTo(ROOT_TIMEOUT) < 0 ? left : ROOT_TIMEOUT;
    return api.call(call(endpoint.root(), timeout), RootReader::new)
        .map(Optional::of)
        .recover(e -> Future.succeededFuture(Optional.empty()))
        .map(
            found -> {
              identified(found);
              return null;
            });
  }

  private BbbApi.Call call(String url, Duration timeout) {
    return new BbbApi.Call(url, options.trust(), timeout, options.bodyLimit());
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  private static boolean isChecksum(Throwable e) {
    return ApiFailure.of(e).reason() == Reason.CHECKSUM;
  }

  /** Whether it took as long as the server took, so that its duration is one of the API. */
  private static boolean answered(ApiFailure failure) {
    return switch (failure.reason()) {
      case CONFIG, DNS, CONNECT, TLS -> false;
      case TIMEOUT, HTTP, CHECKSUM, API, MALFORMED, TOO_LARGE -> true;
    };
  }

  private synchronized Checksum currentChecksum() {
    return checksums.current();
  }

  private synchronized boolean refused() {
    return checksums.refused();
  }

  private synchronized void took(long began) {
    latency.observe((System.nanoTime() - began) / 1e9);
  }

  private synchronized boolean rootIsDue() {
    return !clock.instant().isBefore(rootDue);
  }

  private synchronized void identified(Optional<RootReader.Root> found) {
    root = found;
    rootDue = clock.instant().plus(found.isPresent() ? ROOT_INTERVAL : Duration.ofMinutes(1));
  }

  private synchronized Samples succeeded(Meetings meetings) {
    if (lastFailure.isPresent()) {
      log.info("The API of {} answers again", name);
    }
    checksums.accepted();
    lastFailure = Optional.empty();
    lastSuccess = Optional.of(clock.instant());
    memory.add(meetings.ids());
    Samples samples = own(true);
    root.ifPresent(
        found -> {
          samples.put(BbbMetrics.API_KIND, 1, found.kind());
          if (!found.release().isEmpty()) {
            samples.put(BbbMetrics.VERSION, 1, found.release());
          }
        });
    meetings.writeTo(samples, ids);
    return samples;
  }

  private synchronized Samples failed(ApiFailure failure) {
    failures.merge(failure.reason(), 1L, Long::sum);
    if (!lastFailure.equals(Optional.of(failure.reason()))) {
      log.warn(
          "The API of {} failed ({}): {}", name, failure.reason().label(), failure.getMessage());
    }
    lastFailure = Optional.of(failure.reason());
    return own(false);
  }

  /** What is known whether or not the API answers. */
  private Samples own(boolean up) {
    Samples samples = new Samples();
    samples.put(BbbMetrics.API_UP, up ? 1 : 0);
    for (Reason reason : Reason.values()) {
      samples.put(BbbMetrics.API_FAILURES, failures.getOrDefault(reason, 0L), reason.label());
    }
    lastSuccess.ifPresent(
        at -> samples.put(BbbMetrics.API_LAST_SUCCESS, at.toEpochMilli() / 1000.0));
    samples.put(BbbMetrics.API_LATENCY, latency, CALL, "");
    memory.writeTo(samples);
    samples.put(BbbMetrics.EXPORTER, 1, version);
    return samples;
  }
}
