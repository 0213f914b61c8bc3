package org.bbbfleet.provisioning.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a run; those at work on a host are interrupted when it is to end at once. */
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private final ExecutorService pool;
  private final Set<Thread> active = ConcurrentHashMap.newKeySet();

  Workers(int threads, RunControl control) {
    this.pool =
        Executors.newFixedThreadPool(
            Math.max(1, threads),
            work -> {
              Thread thread = new Thread(work, "provision");
              thread.setDaemon(true);
              return thread;
            });
    control.onAbort(() -> active.forEach(Thread::interrupt));
  }

  /**
   * Work that is ended at once when the run is. It must ask itself whether the run was stopped: who
   * asks before is not interrupted by a stop in between.
   */
  <T> T interruptible(Supplier<T> work) {
    active.add(Thread.currentThread());
    try {
      return work.get();
    } finally {
      active.remove(Thread.currentThread());
      // Its thread does other hosts' work next, which the interruption is not meant for.
      if (Thread.interrupted()) {
        LOG.debug("a host's work was ended at once");
      }
    }
  }

  /** The same for each of the hosts, as many at once as there are threads. */
  <T> List<T> each(List<Host> hosts, Function<Host, T> work) {
    return each(hosts, work, () -> {});
  }

  /** The same; {@code meanwhile} is done by this thread. */
  <T> List<T> each(List<Host> hosts, Function<Host, T> work, Runnable meanwhile) {
    List<Future<T>> futures = new ArrayList<>();
    List<T> results = new ArrayList<>();
    try {
      for (Host host : hosts) {
        futures.add(pool.submit(() -> work.apply(host)));
      }
      meanwhile.run();
      for (Future<T> future : futures) {
        // Every wait below has a limit of its own: connecting, logging in, each script.
        results.add(future.get());
      }
    } catch (ExecutionException e) {
      throw new FleetException(
          ErrorCategory.INTERNAL, "a fault of this program: " + e.getCause(), e.getCause());
    } catch (CancellationException | InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.INTERNAL, "the run was interrupted", e);
    }
    return results;
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
