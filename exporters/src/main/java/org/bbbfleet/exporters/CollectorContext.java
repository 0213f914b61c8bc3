package org.bbbfleet.exporters;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What a collector is given.
 *
 * @param vertx for network clients, timers and blocking work
 * @param clock wall-clock time
 * @param root the root of the file system that it reads ({@code /}, or a test's directory), so that
 *     {@code root.resolve("proc")} is the process table
 * @param version the version of BBB Fleet that runs, for exporters whose metrics state it
 */
public record CollectorContext(Vertx vertx, Clock clock, Path root, String version) {

  /** A context of no stated version. */
  public CollectorContext(Vertx vertx, Clock clock, Path root) {
    this(vertx, clock, root, "unknown");
  }
}
