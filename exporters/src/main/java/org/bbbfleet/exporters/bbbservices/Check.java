package org.bbbfleet.exporters.bbbservices;

import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.CollectorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code bbb-conf --check} says. It needs root and changes what it finds (it completes
 * bbb-web.properties, and stops bbb-web while the packaged secret is in use), so that we never run
 * it of our own accord: either root leaves its output in a file ({@code check_file}), or the admin
 * names a command ({@code check_command}), which is then run rarely, in the background and within a
 * deadline.
 */
final class Check implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Check.class);
  private static final int MOST_BYTES = 1024 * 1024;

  private final CollectorContext context;
  private final ServicesOptions options;
  private final Shell shell;
  private final WorkerExecutor background;
  private final LongSupplier nanos;
  private boolean running;
  private boolean everRun;
  private long lastBegan;
  private Optional<Result> result = Optional.empty();

  /**
   * @param nanos monotonic time in nanoseconds
   */
  Check(CollectorContext context, ServicesOptions options, Shell shell, LongSupplier nanos) {
    this.context = context;
    this.options = options;
    this.shell = shell;
    this.nanos = nanos;
    this.background =
        context
            .vertx()
            .createSharedWorkerExecutor(
                "bbb-conf-check", 1, options.checkTimeout().toSeconds() + 30, TimeUnit.SECONDS);
  }

  /** What one run gave. */
  private record Result(Instant at, Optional<CheckReport> report) {}

  /** The last findings; call it on the collector's own context. Reads the file, so it blocks. */
  synchronized Samples samples() {
    if (options.checkCommand().isEmpty()) {
      result = fromFile();
    } else {
      runIfDue();
    }
    Samples samples = new Samples();
    result.ifPresent(r -> write(r, samples));
    return samples;
  }

  private static void write(Result result, Samples samples) {
    samples.put(ServicesMetrics.CHECK_SUCCESS, result.report.isPresent() ? 1 : 0);
    samples.put(ServicesMetrics.CHECK_TIMESTAMP, result.at.getEpochSecond());
    result.report.ifPresent(
        report -> {
          samples.put(ServicesMetrics.CHECK_PROBLEMS, report.count());
          report
              .problems()
              .forEach((p, n) -> samples.put(ServicesMetrics.CHECK_PROBLEM, n, p.label()));
        });
  }

  private Optional<Result> fromFile() {
    Path file = options.checkFile();
    try (InputStream in = Files.newInputStream(file)) {
      Instant at = Files.getLastModifiedTime(file).toInstant();
      String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      return Optional.of(new Result(at, CheckReport.parse(text)));
    } catch (IOException e) {
      // Nobody runs the check, or not for us to see: absent.
      return Optional.empty();
    }
  }

  private void runIfDue() {
    long now = nanos.getAsLong();
    if (running || everRun && now - lastBegan < options.checkInterval().toNanos()) {
      return;
    }
    running = true;
    everRun = true;
    lastBegan = now;
    Instant at = context.clock().instant();
    background
        .executeBlocking(this::run, false)
        .onComplete(
            ended -> {
              if (ended.failed()) {
                log.warn("The check could not be run: {}", ended.cause().getMessage());
              }
              finish(new Result(at, ended.failed() ? Optional.empty() : ended.result()));
            });
  }

  private synchronized void finish(Result last) {
    running = false;
    result = Optional.of(last);
  }

  private Optional<CheckReport> run() {
    String line =
        "LC_ALL=C.UTF-8 exec "
            + options.checkCommand().stream().map(Quote::sh).collect(Collectors.joining(" "));
    try {
      Shell.Result ended = shell.command(line, options.checkTimeout());
      return CheckReport.parse(ended.out());
    } catch (FleetException e) {
      log.warn("The check did not end well: {}", e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    shell.close();
    background.close();
  }
}
