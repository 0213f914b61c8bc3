package org.bbbfleet.alerts.intake;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Writes notifications that come at the same time in one transaction: the disk is waited for once.
 * One writer at a time, so that none waits for another's lock.
 */
final class JournalWriter {
  private static final int MOST_AT_ONCE = 64;

  private final Journal journal;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean writing;

  private record Waiting(String body, Promise<Long> id) {}

  JournalWriter(Journal journal) {
    this.journal = journal;
  }

  /** The notification's id once it is on the disk. */
  Future<Long> append(Vertx vertx, String body) {
    Promise<Long> id = Promise.promise();
    boolean first;
    synchronized (this) {
      waiting.add(new Waiting(body, id));
      first = !writing;
      writing = true;
    }
    if (first) {
      write(vertx);
    }
    return id.future();
  }

  private void write(Vertx vertx) {
    Callable<Void> all =
        () -> {
          for (List<Waiting> next = next(); !next.isEmpty(); next = next()) {
            write(next);
          }
          return null;
        };
    vertx.executeBlocking(all, false).onFailure(this::failed);
  }

  private void write(List<Waiting> batch) {
    List<Long> ids;
    try {
      ids = journal.append(batch.stream().map(Waiting::body).toList());
    } catch (RuntimeException e) {
      batch.forEach(one -> one.id.fail(e));
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).id.complete(ids.get(i));
    }
  }

  private synchronized List<Waiting> next() {
    List<Waiting> batch = new ArrayList<>();
    while (batch.size() < MOST_AT_ONCE && !waiting.isEmpty()) {
      batch.add(waiting.remove());
    }
    writing = !batch.isEmpty();
    return batch;
  }

  // The workers do not take the task: the process is ending.
  private void failed(Throwable cause) {
    List<Waiting> all;
    synchronized (this) {
      all = new ArrayList<>(waiting);
      waiting.clear();
      writing = false;
    }
    all.forEach(one -> one.id.tryFail(cause));
  }
}
