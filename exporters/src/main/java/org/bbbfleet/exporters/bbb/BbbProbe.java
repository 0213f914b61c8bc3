package org.bbbfleet.exporters.bbb;

import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.targets.TargetFile;

/**
 * Measures the servers of the file of targets, each on its own. A name that is not there is refused
 * before anything is sent: nobody who can reach the probe chooses where a secret goes.
 */
final class BbbProbe implements Probe {
  private static final Duration LONGEST = Duration.ofSeconds(120);

  /** Kept of the deadline to say that the API did not answer in time. */
  private static final Duration RESERVE = Duration.ofMillis(100);

  /** A scraper or two that ask the same server at once are welcome, a flood is not. */
  private static final int MOST_AT_ONCE = 4;

  private static final int MOST_SERVERS = 5000;

  private final TargetFile targets;
  private final CollectorContext context;
  private final BbbApi api;
  private final Map<String, Known> servers = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Known {
    final BbbOptions options;
    final BbbServer server;
    int running;

    Known(BbbOptions options, BbbServer server) {
      this.options = options;
      this.server = server;
    }
  }

  BbbProbe(TargetFile targets, CollectorContext context) {
    this.targets = targets;
    this.context = context;
    this.api = new BbbApi(context.vertx());
  }

  @Override
  public Future<Outcome> probe(Request request) {
    String target = request.target();
    Duration allowed = request.deadline().minus(RESERVE);
    return context
        .vertx()
        .executeBlocking(() -> targets.read("bbb", target, this::options), false)
        .compose(
            options -> {
              Known known = known(target, options);
              if (!begin(known)) {
                return Future.succeededFuture(refused("it is being asked too often at once"));
              }
              return known
                  .server
                  .measure(allowed.isNegative() ? request.deadline() : allowed)
                  .onComplete(ended -> end(known))
                  .map(BbbProbe::outcome);
            })
        .recover(
            e ->
                e instanceof FleetException
                    ? Future.succeededFuture(refused(e.getMessage()))
                    : Future.failedFuture(e));
  }

  private BbbOptions options(Section section) {
    section.required("url", "Give the server's URL.");
    if (section.secret("secret").isEmpty()) {
      section.problem("secret_file", "is missing: the API's shared secret");
    }
    return BbbOptions.read(section, LONGEST, PeerSettings.NONE, context.root());
  }

  private synchronized Known known(String target, BbbOptions options) {
    Known known = servers.get(target);
    if (known == null || !known.options.sameAs(options)) {
      URI url = options.url().orElseThrow();
      Secret secret = options.secret().orElseThrow();
      Endpoint endpoint = Endpoint.of(url, secret);
      known =
          new Known(
              options,
              new BbbServer(
                  context.vertx(),
                  context.clock(),
                  context.version(),
                  target,
                  options,
                  () -> endpoint,
                  api));
      servers.put(target, known);
      if (servers.size() > MOST_SERVERS) {
        servers.remove(servers.keySet().iterator().next());
      }
    }
    return known;
  }

  private synchronized boolean begin(Known known) {
    if (known.running >= MOST_AT_ONCE) {
      return false;
    }
    known.running++;
    return true;
  }

  private synchronized void end(Known known) {
    known.running--;
  }

  private static Outcome outcome(Samples samples) {
    boolean up = samples.value(BbbMetrics.API_UP) == 1;
    return new Outcome(up, samples, up ? "" : "the API failed; see bbb_api_failures_total");
  }

  private static Outcome refused(String why) {
    return new Outcome(false, new Samples().put(BbbMetrics.API_UP, 0), why);
  }

  @Override
  public void close() {
    api.close();
  }
}
