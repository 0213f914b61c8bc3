package org.bbbfleet.exporters.agent;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.web.WebServer;
import org.bbbfleet.exporters.fleet.AgentMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /metrics} from memory. No more at once than a bound, and none for longer than the
 * scraper waits: who does not read in time loses the connection, or a few slow readers would hold
 * all of the agent's memory.
 */
final class Scrapes implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(Scrapes.class);

  private final Agent agent;
  private final MeterRegistryMetrics meters;
  private final int most;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong overLimit = new AtomicLong();
  private final AtomicLong tooSlow = new AtomicLong();

  Scrapes(Agent agent, MeterRegistryMetrics meters, int most) {
    this.agent = agent;
    this.meters = meters;
    this.most = most;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerResponse response = context.response();
    Optional<Duration> allowed =
        ScrapeTimeout.of(context.request().getHeader(ScrapeTimeout.HEADER));
    if (allowed.isEmpty()) {
      AgentServer.text(
          context, 400, "The header " + ScrapeTimeout.HEADER + " is not a number of seconds");
      return;
    }
    if (inFlight.incrementAndGet() > most) {
      inFlight.decrementAndGet();
      overLimit.incrementAndGet();
      AgentServer.text(context, 503, "More than " + most + " scrapes at once");
      return;
    }
    Vertx vertx = context.vertx();
    long timer =
        vertx.setTimer(
            allowed.get().toMillis(),
            t -> {
              tooSlow.incrementAndGet();
              log.info("A scraper did not read its answer within {}", allowed.get());
              WebServer.abort(context.request());
            });
    Exposition exposition = Exposition.forAccept(context.request().getHeader(HttpHeaders.ACCEPT));
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, exposition.contentType())
        .end(exposition.write(samples(), meters))
        .onFailure(e -> log.debug("A scraper went away", e))
        .onComplete(
            ended -> {
              inFlight.decrementAndGet();
              vertx.cancelTimer(timer);
            });
  }

  private Samples samples() {
    Samples page = agent.samples();
    page.put(AgentMetrics.SCRAPES_IN_FLIGHT, inFlight.get());
    page.put(AgentMetrics.SCRAPES_REFUSED, overLimit.get(), "limit");
    page.put(AgentMetrics.SCRAPES_REFUSED, tooSlow.get(), "timeout");
    return page;
  }
}
