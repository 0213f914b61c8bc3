package org.bbbfleet.exporters.blackbox;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.CollectorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /probe?target=&module=} as blackbox_exporter does: each request is one fresh
 * probe, and its response is that probe's metrics. Served alike by the agent and by the service.
 */
public final class ProbeHandler implements Handler<RoutingContext>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProbeHandler.class);
  private static final String DEFAULT_MODULE = "http_2xx";

  /** Prometheus's own timeout; we must answer earlier, by {@link #OFFSET}. */
  private static final String SCRAPE_TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";

  private static final double OFFSET = 0.5;

  /** What a prober gets beyond its deadline to end by itself and say what it had measured. */
  private static final Duration GRACE = Duration.ofMillis(250);

  private static final int MOST_AT_ONCE = 256;
  private static final int LONGEST_TARGET = 2048;

  private final Vertx vertx;
  private final ProbeModules modules;
  private final AtomicInteger running = new AtomicInteger();

  private ProbeHandler(Vertx vertx, ProbeModules modules) {
    this.vertx = vertx;
    this.modules = modules;
  }

  /** A handler with the built-in modules only. */
  public static ProbeHandler builtIn(CollectorContext context) {
    return create(context, Section.of("modules", Map.of()));
  }

  /**
   * A handler with the built-in modules and those of a configuration's {@code modules} section,
   * whose problems are left in it.
   */
  public static ProbeHandler create(CollectorContext context, Section modules) {
    return new ProbeHandler(context.vertx(), ProbeModules.read(modules, context));
  }

  /**
   * A handler with the built-in modules and those of a file in blackbox_exporter's format.
   *
   * @throws org.bbbfleet.core.error.ProblemsException with every problem of the file, its line and
   *     cure
   */
  public static ProbeHandler load(CollectorContext context, Path file) {
    Section root = Section.load(file);
    ProbeHandler handler = create(context, root.section("modules"));
    try {
      root.finish();
    } catch (RuntimeException e) {
      handler.close();
      throw e;
    }
    return handler;
  }

  /** Adds {@code GET /probe} to a router. */
  public void mount(Router router) {
    router.route("/probe").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this);
  }

  @Override
  public void handle(RoutingContext context) {
    String target = context.request().getParam("target");
    if (target == null || target.isBlank()) {
      refuse(context, 400, "The parameter target is missing: /probe?target=HOST&module=http_2xx");
      return;
    }
    if (target.length() > LONGEST_TARGET) {
      refuse(context, 400, "The parameter target is longer than " + LONGEST_TARGET + " characters");
      return;
    }
    String name = context.request().getParam("module", DEFAULT_MODULE);
    Optional<ProbeModules.Module> module = modules.find(name);
    if (module.isEmpty()) {
      String known = String.join(", ", modules.names());
      String near = Suggestion.sentence(name, modules.names());
      refuse(context, 400, "There is no module of that name. Known: " + known + "." + near);
      return;
    }
    if (module.get().probe() instanceof Unsupported unsupported) {
      refuse(
          context, 501, "The module " + name + " wants " + unsupported.what() + ": not supported");
      return;
    }
    Optional<String> hostname =
        Optional.ofNullable(context.request().getParam("hostname")).filter(h -> !h.isBlank());
    if (hostname.isPresent() && !hostname.get().matches("[A-Za-z0-9._:\\[\\]-]{1,255}")) {
      refuse(context, 400, "The parameter hostname is not the name of a host");
      return;
    }
    Optional<Duration> deadline =
        deadline(context.request().getHeader(SCRAPE_TIMEOUT), module.get().timeout());
    if (deadline.isEmpty()) {
      refuse(context, 400, "The header " + SCRAPE_TIMEOUT + " is not a positive number of seconds");
      return;
    }
    if (running.incrementAndGet() > MOST_AT_ONCE) {
      running.decrementAndGet();
      refuse(context, 503, "More than " + MOST_AT_ONCE + " probes run at once");
      return;
    }
    Trace trace = new Trace("true".equals(context.request().getParam("debug")));
    probe(
        context,
        module.get(),
        new Probe.Request(target.trim(), deadline.get(), hostname, trace),
        trace);
  }

  private void probe(
      RoutingContext context, ProbeModules.Module module, Probe.Request request, Trace trace) {
    long began = System.nanoTime();
    Promise<Probe.Outcome> promise = Promise.promise();
    long timer =
        vertx.setTimer(
            request.deadline().plus(GRACE).toMillis(),
            t -> promise.tryComplete(new Probe.Outcome(false, new Samples(), "deadline")));
    start(module.probe(), request)
        .onComplete(
            ended -> {
              running.decrementAndGet();
              vertx.cancelTimer(timer);
              if (ended.succeeded()) {
                promise.tryComplete(ended.result());
              } else {
                log.warn("Probe {} failed by itself", module.name(), ended.cause());
                promise.tryComplete(new Probe.Outcome(false, new Samples(), "error"));
              }
            });
    promise
        .future()
        .onSuccess(
            outcome -> {
              if (!outcome.success()) {
                log.debug("Probe {} of {}: {}", module.name(), request.target(), outcome.why());
              }
              Samples page = new Samples();
              page.put(BlackboxMetrics.SUCCESS, outcome.success() ? 1 : 0);
              page.put(BlackboxMetrics.DURATION, (System.nanoTime() - began) / 1e9);
              page.put(BlackboxMetrics.TIMEOUT, request.deadline().toMillis() / 1000.0);
              page.putAll(outcome.samples());
              if (trace.wanted()) {
                debug(context, trace.page(module, request, outcome, page));
              } else {
                answer(context, page);
              }
            });
  }

  private static Future<Probe.Outcome> start(Probe probe, Probe.Request request) {
    try {
      return probe.probe(request);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * The scraper's timeout less an offset, lowered by the module's; empty when it makes no sense.
   */
  static Optional<Duration> deadline(String header, Duration module) {
    if (header == null) {
      return Optional.of(module);
    }
    double seconds;
    try {
      seconds = Double.parseDouble(header.trim());
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    if (!(seconds > 0)) {
      return Optional.empty();
    }
    double left = seconds > OFFSET ? seconds - OFFSET : seconds;
    Duration allowed =
        Duration.ofMillis(
            (long) Math.max(1, Math.min(left * 1000, ProbeModules.LONGEST.toMillis())));
    return Optional.of(allowed.compareTo(module) < 0 ? allowed : module);
  }

  private static void answer(RoutingContext context, Samples page) {
    if (context.response().closed() || context.response().ended()) {
      return;
    }
    Exposition exposition = Exposition.forAccept(context.request().getHeader(HttpHeaders.ACCEPT));
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, exposition.contentType())
        .end(exposition.write(page))
        .onFailure(e -> log.debug("A scraper went away", e));
  }

  private static void debug(RoutingContext context, String page) {
    if (!context.response().closed() && !context.response().ended()) {
      context
          .response()
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
          .end(page)
          .onFailure(e -> log.debug("A person went away", e));
    }
  }

  private static void refuse(RoutingContext context, int status, String why) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .end(why + "\n")
        .onFailure(e -> log.debug("A scraper went away", e));
  }

  /** The names of the modules that there are. */
  public Set<String> modules() {
    return modules.names();
  }

  @Override
  public void close() {
    modules.close();
  }
}
