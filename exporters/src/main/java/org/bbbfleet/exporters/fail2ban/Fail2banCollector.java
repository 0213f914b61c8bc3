package org.bbbfleet.exporters.fail2ban;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.command.Tool;

/** Asks for the jails, then for each jail's numbers. */
final class Fail2banCollector implements Collector {
  private static final Duration BUDGET = Duration.ofSeconds(35);

  private final CollectorContext context;
  private final List<String> client;
  private final Tool tool;

  Fail2banCollector(CollectorContext context, List<String> client, Tool tool) {
    this.context = context;
    this.client = client;
    this.tool = tool;
  }

  @Override
  public Future<Samples> collect() {
    return context.vertx().executeBlocking(this::measure);
  }

  private Samples measure() {
    Instant began = context.clock().instant();
    long end = System.nanoTime() + BUDGET.toNanos();
    Samples samples = new Samples();
    Optional<List<String>> jails = status().flatMap(Fail2banStatus::jails);
    samples.put(Fail2banMetrics.UP, jails.isPresent() ? 1 : 0);
    if (jails.isPresent()) {
      samples.put(Fail2banMetrics.JAILS, jails.get().size());
      for (String jail : jails.get()) {
        if (System.nanoTime() < end) {
          status(jail).ifPresent(text -> jail(samples, jail, text));
        }
      }
    }
    long took = Duration.between(began, context.clock().instant()).toMillis();
    return samples
        .put(Fail2banMetrics.LAST_RUN, began.getEpochSecond())
        .put(Fail2banMetrics.LAST_DURATION, Math.max(0, took));
  }

  private Optional<String> status(String... jail) {
    List<String> words = new ArrayList<>(client);
    words.add("status");
    words.addAll(List.of(jail));
    return tool.ask(words.toArray(new String[0])).filter(Shell.Result::ok).map(Shell.Result::out);
  }

  private static void jail(Samples samples, String jail, String text) {
    put(samples, Fail2banMetrics.NOW, text, "Currently failed", jail, "failed");
    put(samples, Fail2banMetrics.NOW, text, "Currently banned", jail, "banned");
    put(samples, Fail2banMetrics.TOTALS, text, "Total failed", jail, "failed");
    put(samples, Fail2banMetrics.TOTALS, text, "Total banned", jail, "banned");
  }

  private static void put(
      Samples samples, Metric metric, String text, String what, String jail, String counter) {
    Fail2banStatus.number(text, what).ifPresent(n -> samples.put(metric, n, jail, counter));
  }

  @Override
  public void close() {
    tool.close();
  }
}
