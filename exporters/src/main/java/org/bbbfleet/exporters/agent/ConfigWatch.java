package org.bbbfleet.exporters.agent;

import io.vertx.core.Vertx;
import java.util.List;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.web.WebConfig;
import org.bbbfleet.exporters.CollectorContext;

/**
 * Looks now and then whether a configuration file, a certificate, a secret or the host itself has
 * changed, and has the agent read its configuration again when one has. Each change is tried once.
 */
final class ConfigWatch {
  private final Agent agent;
  private final CollectorContext context;
  private final AgentOptions options;
  private long timer = -1;
  private boolean looking;
  private volatile Object seen;

  /**
   * @param seen what there was when the agent read its configuration
   */
  ConfigWatch(Agent agent, CollectorContext context, AgentOptions options, Object seen) {
    this.agent = agent;
    this.context = context;
    this.options = options;
    this.seen = seen;
  }

  void start() {
    Vertx vertx = context.vertx();
    vertx.runOnContext(v -> timer = vertx.setPeriodic(options.watch().toMillis(), t -> look()));
  }

  void stop() {
    context.vertx().cancelTimer(timer);
  }

  /** Remembers what is there now, because it is about to be read. Blocks for files. */
  void see() {
    seen = sight(options, context);
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    context
        .vertx()
        .executeBlocking(() -> sight(options, context))
        .onComplete(
            ended -> {
              looking = false;
              Object now = ended.succeeded() ? ended.result() : String.valueOf(ended.cause());
              boolean changed = !seen.equals(now);
              seen = now;
              if (changed) {
                agent.reload();
              }
            });
  }

  /**
   * Everything of which a change matters; the faults, where it can't be read. Blocks for files. To
   * be taken before the configuration is read: what changes in between is then read once more.
   */
  static Object sight(AgentOptions options, CollectorContext context) {
    Object config;
    try {
      config = Generation.sight(options.config().get(), options.only(), context);
    } catch (ProblemsException e) {
      config = e.getMessage();
    }
    Object web;
    try {
      web = options.web().map(WebConfig::load);
    } catch (ProblemsException e) {
      web = e.getMessage();
    }
    return List.of(config, web);
  }
}
