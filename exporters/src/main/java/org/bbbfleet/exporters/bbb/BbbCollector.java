package org.bbbfleet.exporters.bbb;

import io.vertx.core.Future;
import java.net.URI;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;

/** Measures one server, by the options or by the files of the host on which it runs. */
final class BbbCollector implements Collector {
  private final CollectorContext context;
  private final BbbOptions options;
  private final HostFiles files;
  private final BbbApi api;
  private final BbbServer server;

  BbbCollector(CollectorContext context, BbbOptions options) {
    this.context = context;
    this.options = options;
    this.files = new HostFiles(context.root());
    this.api = new BbbApi(context.vertx());
    this.server =
        new BbbServer(
            context.vertx(),
            context.clock(),
            context.version(),
            options.url().map(URI::getHost).orElse("this host"),
            options,
            this::endpoint,
            api);
  }

  @Override
  public Future<Samples> collect() {
    return server
        .measure(options.timeout())
        .compose(
            samples ->
                context
                    .vertx()
                    .executeBlocking(files::release, false)
                    .map(release -> withRelease(samples, release)));
  }

  /** The host's own file knows its release better than the API, which may tell the same again. */
  private static Samples withRelease(Samples samples, Optional<String> release) {
    if (release.isPresent() && samples.series(BbbMetrics.VERSION).isEmpty()) {
      samples.put(BbbMetrics.VERSION, 1, release.get());
    }
    return samples;
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

  @Override
  public void close() {
    api.close();
  }
}
