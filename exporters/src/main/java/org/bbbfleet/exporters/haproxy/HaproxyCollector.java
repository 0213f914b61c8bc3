package org.bbbfleet.exporters.haproxy;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.page.PageClient;
import org.bbbfleet.exporters.page.PageFailure.Failed;

/** Asks HAProxy for its statistics: by a socket, or by its page where that is configured. */
final class HaproxyCollector implements Collector {
  private final CollectorContext context;
  private final HaproxyOptions options;
  private final PageClient pages;

  HaproxyCollector(CollectorContext context, HaproxyOptions options) {
    this.context = context;
    this.options = options;
    this.pages = new PageClient(context.vertx(), options.timeout(), StatsSocket.MOST_BYTES);
  }

  @Override
  public Future<Samples> collect() {
    return options
        .url()
        .map(this::page)
        .orElseGet(() -> context.vertx().executeBlocking(this::socket, false));
  }

  private Samples socket() {
    List<Path> sockets =
        options
            .socket()
            .map(List::of)
            .orElseGet(() -> StatsSocket.named(options.config(), context.root()));
    Optional<Path> open = sockets.stream().filter(Files::isWritable).findFirst();
    if (open.isEmpty()) {
      // Closed to us, or not known to us, is not down; a socket that is not there is.
      boolean closed = sockets.isEmpty() || sockets.stream().anyMatch(Files::exists);
      return closed ? new Samples().put(HaproxyMetrics.READABLE, 0) : down();
    }
    try {
      return samples(StatsSocket.ask(open.get(), "show stat", options.timeout()));
    } catch (IOException e) {
      // That it does not answer is what this exporter is there to tell.
      return down();
    }
  }

  private Future<Samples> page(URI url) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url.toString().replaceFirst("[;?].*$", "") + ";csv;norefresh");
    if (options.user().isPresent() && options.password().isPresent()) {
      String word = options.user().get() + ":" + options.password().get().reveal();
      request.putHeader(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(word.getBytes(StandardCharsets.UTF_8)));
    }
    return pages
        .page(request)
        .map(
            page ->
                switch (page.status()) {
                  case 200 -> samples(page.body().toString(StandardCharsets.UTF_8));
                  case 401, 403 -> new Samples().put(HaproxyMetrics.READABLE, 0);
                  default -> down();
                })
        .recover(
            e -> e instanceof Failed ? Future.succeededFuture(down()) : Future.failedFuture(e));
  }

  private Samples samples(String answer) {
    return StatsCsv.parse(answer)
        .map(rows -> StatsSamples.of(rows, options))
        .map(samples -> samples.put(HaproxyMetrics.UP, 1).put(HaproxyMetrics.READABLE, 1))
        // Another server's page, or an answer like "Permission denied".
        .orElseGet(() -> new Samples().put(HaproxyMetrics.READABLE, 0));
  }

  private static Samples down() {
    return new Samples().put(HaproxyMetrics.UP, 0);
  }

  @Override
  public void close() {
    pages.close();
  }
}
