package org.bbbfleet.exporters.bbb;

import io.vertx.core.Future;
import java.net.URI;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.metrics.Distribution;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one server for its meetings. When the API does not answer as it should, {@code bbb_api_up}
 * is 0 and the meetings' gauges are absent: nobody knows then how many there are.
 */
final class BbbCollector implements Collector {
  private static final Logger log = LoggerFactory.getLogger(BbbCollector.class);
  private static final String CALL = "getMeetings";

  private final CollectorContext context;
  private final BbbOptions options;
  private final HostFiles files;
  private final BbbApi api;
  private final SeenMeetings seen = new SeenMeetings();
  private final Distribution latency = new Distribution(BbbMetrics.API_LATENCY.buckets());
  private final Map<Reason, Long> failures = new EnumMap<>(Reason.class);
  private Optional<Instant> lastSuccess = Optional.empty();
  private Optional<Reason> lastFailure = Optional.empty();

  BbbCollector(CollectorContext context, BbbOptions options) {
    this.context = context;
    this.options = options;
    this.files = new HostFiles(context.root());
    this.api = new BbbApi(context.vertx(), options);
  }

  @Override
  public Future<Samples> collect() {
    return context
        .vertx()
        .executeBlocking(this::endpoint, false)
        .compose(
            endpoint -> {
              long began = System.nanoTime();
              return api.call(endpoint, CALL, "", MeetingsParser::parse)
                  .onComplete(
                      ended -> {
                        if (ended.succeeded() || answered(ApiFailure.of(ended.cause()))) {
                          latency.observe((System.nanoTime() - began) / 1e9);
                        }
                      });
            })
        .map(this::succeeded)
        .recover(e -> Future.succeededFuture(failed(ApiFailure.of(e))))
        .compose(
            samples ->
                context
                    .vertx()
                    .executeBlocking(files::release, false)
                    .map(
                        release -> {
                          release.ifPresent(r -> samples.put(BbbMetrics.VERSION, 1, r));
                          return samples;
                        }));
  }

  /** Whether it took as long as the server took, so that its duration is one of the API. */
  private static boolean answered(ApiFailure failure) {
    return switch (failure.reason()) {
      case CONFIG, DNS, CONNECT, TLS -> false;
      case TIMEOUT, HTTP, CHECKSUM, API, MALFORMED, TOO_LARGE -> true;
    };
  }

  private Endpoint endpoint() {
    if (options.url().isPresent() && options.secret().isPresent()) {
      return Endpoint.of(options.url().get(), options.secret().get());
    }
    HostFiles.Settings host = files.settings();
    URI url = options.url().or(host::url).orElseThrow(() -> missing("URL", "url"));
    Secret secret =
        options.secret().or(host::secret).orElseThrow(() -> missing("secret", "secret_file"));
    return Endpoint.of(url, secret);
  }

  private static ApiFailure missing(String what, String key) {
    return new ApiFailure(
        Reason.CONFIG,
        "the API's " + what + " is neither in the option " + key + " nor in this host's files");
  }

  private Samples succeeded(Meetings meetings) {
    if (lastFailure.isPresent()) {
      log.info("The API answers again");
    }
    lastFailure = Optional.empty();
    lastSuccess = Optional.of(context.clock().instant());
    seen.add(meetings.ids());
    Samples samples = own(true);
    meetings.writeTo(samples);
    return samples;
  }

  private Samples failed(ApiFailure failure) {
    failures.merge(failure.reason(), 1L, Long::sum);
    if (!lastFailure.equals(Optional.of(failure.reason()))) {
      log.warn("The API failed ({}): {}", failure.reason().label(), failure.getMessage());
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
    samples.put(BbbMetrics.UNIQUE_MEETINGS, seen.meetings());
    samples.put(BbbMetrics.UNIQUE_BREAKOUT_ROOMS, seen.breakoutRooms());
    samples.put(BbbMetrics.EXPORTER, 1, context.version());
    return samples;
  }

  @Override
  public void close() {
    api.close();
  }
}
