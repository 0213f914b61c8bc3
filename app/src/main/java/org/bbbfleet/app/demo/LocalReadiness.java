package org.bbbfleet.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bbbfleet.app.cli.JsonHttp;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.local.LocalUnits;

/** Waits until the local demo's parts work together. */
final class LocalReadiness {
  private static final Duration WITHIN = Duration.ofSeconds(90);
  private static final long PACE_MILLIS = 100;
  private static final long SHOWN_BYTES = 600;
  private static final JsonHttp HTTP = new JsonHttp(Duration.ofSeconds(3));

  /** What Prometheus must have seen. */
  private static final List<String> SEEN =
      List.of(
          "count(up == 1) == 4",
          "count(unit_active == 1) == 3",
          "sum(livestream_workers{state=\"streaming\"}) == 1",
          "sum(soffice_processes) >= 0");

  private final int prometheus;
  private final LocalUnits units;

  LocalReadiness(int prometheus, LocalUnits units) {
    this.prometheus = prometheus;
    this.units = units;
  }

  /**
   * Returns when all is well.
   *
   * @throws FleetException (TIMEOUT) with what is missing and the ends of the parts' logs
   */
  void await() {
    for (String query : SEEN) {
      await(() -> holds(query), () -> "Prometheus does not see " + query + logs());
    }
  }

  /** Waits until somebody serves HTTP at this port of loopback. */
  static void answers(int port) {
    await(
        () -> HTTP.get(URI.create(LocalPorts.url(port))).status() > 0,
        () -> "no answer at " + port);
  }

  private boolean holds(String query) {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    URI uri = URI.create(LocalPorts.url(prometheus) + "/api/v1/query?query=" + encoded);
    JsonNode result = HTTP.get(uri).body().path("data").path("result");
    return !result.isEmpty();
  }

  private static void await(Supplier<Boolean> condition, Supplier<String> missing) {
    long deadline = System.nanoTime() + WITHIN.toNanos();
    while (!well(condition)) {
      if (System.nanoTime() > deadline) {
        throw new FleetException(ErrorCategory.TIMEOUT, missing.get());
      }
      try {
        Thread.sleep(PACE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FleetException(ErrorCategory.TIMEOUT, "interrupted", e);
      }
    }
  }

  private static boolean well(Supplier<Boolean> condition) {
    try {
      return condition.get();
    } catch (FleetException e) {
      // Nobody answers yet, which the deadline ends if it stays so.
      return false;
    }
  }

  private String logs() {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> all = Files.list(units.directory().resolve("units"))) {
      for (Path unit : all.sorted().toList()) {
        String log = Files.readString(unit.resolve("log"));
        String end = log.substring((int) Math.max(0, log.length() - SHOWN_BYTES)).strip();
        text.append("\n").append(unit.getFileName()).append(": ").append(end);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
