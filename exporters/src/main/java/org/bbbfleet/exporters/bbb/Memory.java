package org.bbbfleet.exporters.bbb;

import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.metrics.Samples;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The different meetings of one server, across outages and restarts. What is new is written in the
 * background, one write at a time: a slow disk delays no collection.
 */
final class Memory {
  private static final Logger log = LoggerFactory.getLogger(Memory.class);

  private final Vertx vertx;
  private final Path directory;
  private Optional<URI> server = Optional.empty();
  private Optional<SeenFile> file = Optional.empty();
  private SeenMeetings seen = new SeenMeetings();
  private boolean writing;
  private boolean changed;

  Memory(Vertx vertx, Path directory) {
    this.vertx = vertx;
    this.directory = directory;
  }

  /** Reads what is known of a server, once; blocks. */
  synchronized void recall(Endpoint endpoint, Instant now) {
    if (!server.equals(Optional.of(endpoint.base()))) {
      SeenFile of = new SeenFile(directory, endpoint.base().toString());
      seen = of.load(now);
      file = Optional.of(of);
      server = Optional.of(endpoint.base());
    }
  }

  synchronized void add(List<Meetings.Id> running) {
    changed |= seen.add(running);
    write();
  }

  private synchronized void write() {
    if (writing || !changed || file.isEmpty()) {
      return;
    }
    writing = true;
    changed = false;
    String state = seen.toText();
    SeenFile to = file.get();
    vertx
        .executeBlocking(
            () -> {
              to.save(state);
              return true;
            },
            false)
        .onComplete(
            ended -> {
              if (ended.failed()) {
                log.debug("Not written", ended.cause());
              }
              synchronized (this) {
                writing = false;
              }
              write();
            });
  }

  /** Before anything was recalled there is nothing to say. */
  synchronized void writeTo(Samples samples) {
    if (file.isPresent()) {
      samples.put(BbbMetrics.UNIQUE_MEETINGS, seen.meetings());
      samples.put(BbbMetrics.UNIQUE_BREAKOUT_ROOMS, seen.breakoutRooms());
    }
  }
}
