package org.bbbfleet.exporters.greenlight;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.page.PageClient;
import org.bbbfleet.exporters.page.PageFailure;
import org.bbbfleet.exporters.page.PageFailure.Failed;

/** Asks Greenlight for its own judgement. */
final class GreenlightCollector implements Collector {
  private static final int MAX_BYTES = 256 * 1024;

  private final URI url;
  private final PageClient client;
  private final LongSupplier nanos;

  GreenlightCollector(Vertx vertx, URI url, Duration timeout, LongSupplier nanos) {
    this.url = url;
    this.client = new PageClient(vertx, timeout, MAX_BYTES);
    this.nanos = nanos;
  }

  @Override
  public Future<Samples> collect() {
    long began = nanos.getAsLong();
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url.toString())
            // Behind its proxy Greenlight sends plain requests away to https.
            .putHeader("X-Forwarded-Proto", "https")
            .putHeader("Accept", "text/plain, */*");
    return client
        .page(request)
        .map(page -> samples(page, (nanos.getAsLong() - began) / 1e9))
        .recover(
            e ->
                e instanceof Failed failed
                    ? Future.succeededFuture(down(failed.failure()))
                    : Future.failedFuture(e));
  }

  private static Samples samples(PageClient.Page page, double seconds) {
    Optional<Health> health =
        Health.read(page.status(), page.body().toString(StandardCharsets.UTF_8));
    if (health.isEmpty()) {
      return down(page.status() == 200 ? PageFailure.OTHER_SERVER : PageFailure.STATUS);
    }
    Samples samples = new Samples().put(GreenlightMetrics.UP, 1);
    PageFailure.sayNone(samples, GreenlightMetrics.FAILURE);
    samples.put(GreenlightMetrics.TOOK, Math.max(0, seconds));
    samples.put(GreenlightMetrics.HEALTHY, health.get() == Health.SUCCESS ? 1 : 0);
    for (Health one : Health.values()) {
      if (one != Health.SUCCESS) {
        samples.put(GreenlightMetrics.UNHEALTHY, one == health.get() ? 1 : 0, one.label());
      }
    }
    return samples;
  }

  private static Samples down(PageFailure failure) {
    Samples samples = new Samples().put(GreenlightMetrics.UP, 0);
    failure.say(samples, GreenlightMetrics.FAILURE);
    return samples;
  }

  @Override
  public void close() {
    client.close();
  }
}
