package org.bbbfleet.provisioning.run;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.Shells;

/**
 * A connection that is being made while its host's lease is still being taken: to log in changes
 * nothing, and the store is as slow as the network. One that nobody fetches is closed, also when it
 * comes later.
 */
final class Connecting implements AutoCloseable {
  private final String host;
  private final FutureTask<Void> task;
  private final Thread thread;
  private Shell made;
  private boolean over;

  private Connecting(Host host, Shells shells) {
    this.host = host.name();
    this.task =
        new FutureTask<>(
            () -> {
              made(shells.open(host));
              return null;
            });
    this.thread = new Thread(task, "connect-" + host.name());
    this.thread.setDaemon(true);
  }

  /** Begins to connect. */
  static Connecting to(Host host, Shells shells) {
    Connecting begun = new Connecting(host, shells);
    begun.thread.start();
    return begun;
  }

  private synchronized void made(Shell shell) {
    if (over) {
      shell.close();
    } else {
      made = shell;
    }
  }

  /**
   * The shell, once it is there; it is the caller's to close.
   *
   * @throws FleetException what {@link Shells#open} throws, or that this thread was interrupted
   */
  Shell shell() {
    try {
      task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(
          ErrorCategory.UNREACHABLE, host + ": interrupted while it was connected to", e);
    }
    synchronized (this) {
      if (over) {
        throw new IllegalStateException("the connection to " + host + " is closed or taken");
      }
      over = true;
      return made;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      if (made != null) {
        made.close();
      }
    }
    thread.interrupt();
  }
}
