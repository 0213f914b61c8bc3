package org.bbbfleet.exporters.scalelite;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.http.BoundedGet;
import org.bbbfleet.exporters.http.FetchFailure;
import org.bbbfleet.exporters.http.FetchFailure.Reason;

/** Asks Scalelite itself over HTTP: how it is, and which servers it has. */
final class Front implements AutoCloseable {
  private static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final String API = "/scalelite/api";

  private final Vertx vertx;
  private final ScaleliteOptions options;
  private final BoundedGet get;
  private final Map<String, Long> healthFailures = new TreeMap<>();
  private final Map<String, Long> apiFailures = new TreeMap<>();

  Front(Vertx vertx, ScaleliteOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.get = new BoundedGet(vertx, options.timeout(), MOST_BYTES, options.caFile());
  }

  /** Never fails. */
  Future<Samples> health(URI url) {
    long began = System.nanoTime();
    return get.get(url.resolve("/health_check").toString())
        .map(answer -> judge(answer.ok()))
        .recover(e -> Future.succeededFuture(FetchFailure.of(e).reason().label()))
        .map(
            reason -> {
              Samples samples = new Samples();
              samples.put(ScaleliteMetrics.UP, reason.isEmpty() ? 1 : 0);
              samples.put(ScaleliteMetrics.HEALTH_DURATION, (System.nanoTime() - began) / 1e9);
              write(samples, ScaleliteMetrics.HEALTH_FAILURES, healthFailures, reason);
              return samples;
            });
  }

  /** What the body says: empty when it is well, else why not. Its status is always 200. */
  static String judge(String body) {
    String text = body.strip().toLowerCase(Locale.ROOT);
    if (text.equals("success")) {
      return "";
    }
    if (!text.startsWith("health check failure")) {
      return Reason.MALFORMED.label();
    }
    if (text.contains("migration")) {
      return "migrations";
    }
    if (text.contains("redis") || text.contains(":6379")) {
      return "redis";
    }
    return text.contains("database") || text.contains("pg::") || text.contains("postgres")
        ? "database"
        : "other";
  }

  /** The servers by the API, with whether that went well; never fails. */
  Future<Samples> servers() {
    return call()
        .map(
            servers -> {
              Samples samples = new Samples();
              Server.write(servers, samples);
              write(samples, ScaleliteMetrics.API_FAILURES, apiFailures, "");
              return samples.put(ScaleliteMetrics.API_UP, 1);
            })
        .recover(
            e -> {
              Samples samples = new Samples();
              String reason = FetchFailure.of(e).reason().label();
              write(samples, ScaleliteMetrics.API_FAILURES, apiFailures, reason);
              return Future.succeededFuture(samples.put(ScaleliteMetrics.API_UP, 0));
            });
  }

  private Future<List<Server>> call() {
    return vertx
        .executeBlocking(() -> options.api().signedAt(API, "getServers", ""), false)
        .compose(get::get)
        .map(ServersJson::parse)
        .recover(
            e ->
                FetchFailure.of(e).reason() == Reason.CHECKSUM && options.api().refused()
                    ? call()
                    : Future.failedFuture(e));
  }

  private static void write(
      Samples samples,
      org.bbbfleet.core.metrics.Metric metric,
      Map<String, Long> failures,
      String reason) {
    synchronized (failures) {
      if (!reason.isEmpty()) {
        failures.merge(reason, 1L, Long::sum);
      }
      failures.forEach((why, n) -> samples.put(metric, n, why));
    }
  }

  @Override
  public void close() {
    get.close();
  }
}
