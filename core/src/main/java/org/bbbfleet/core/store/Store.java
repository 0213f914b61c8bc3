package org.bbbfleet.core.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The durable state: SQLite in one file (WAL, {@code synchronous=FULL}), so that what was committed
 * survives {@code kill -9} and power loss. Several processes may open it.
 *
 * <p>Every module adds its tables as Flyway migrations under {@code db/migration}: core from V1,
 * alerts from V100, provisioning from V200.
 */
public final class Store implements AutoCloseable {
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);

  private final FutureTask<Opened> opening;
  private final AtomicBoolean begun = new AtomicBoolean();

  private record Opened(HikariDataSource pool, Jdbi jdbi) {}

  private Store(Path file) {
    this.opening = new FutureTask<>(() -> opened(file));
  }

  /**
   * Opens the store and brings its tables up to date.
   *
   * @throws FleetException (STORE) when the file can't be used, saying why
   */
  public static Store open(Path file) {
    Store store = new Store(file);
    store.opened();
    return store;
  }

  /**
   * Begins to open the store on a thread of its own; whoever first uses it waits, and gets what
   * {@link #open} throws. A file that is not there is made only when it is used.
   */
  public static Store openSoon(Path file) {
    Store store = new Store(file);
    if (Files.exists(file)) {
      store.begun.set(true);
      Thread thread = new Thread(store.opening, "store");
      thread.setDaemon(true);
      thread.start();
    }
    return store;
  }

  private static Opened opened(Path file) {
    make(file);
    HikariDataSource pool = null;
    try {
      pool = new HikariDataSource(config(file));
      Schema.bringUpToDate(pool);
      return new Opened(pool, Jdbi.create(pool));
    } catch (RuntimeException e) {
      if (pool != null) {
        pool.close();
      }
      throw new FleetException(
          ErrorCategory.STORE, "store " + file + " can't be opened: " + e.getMessage(), e);
    }
  }

  private static void make(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (java.nio.file.FileAlreadyExistsException e) {
      // Another process was faster: the file is there, which is all we wanted.
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.STORE, "store " + file + ": " + e + ". Is the directory writable?", e);
    }
  }

  private static HikariConfig config(Path file) {
    SQLiteConfig sqlite = new SQLiteConfig();
    sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
    sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    sqlite.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
    sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    sqlite.enforceForeignKeys(true);
    SQLiteDataSource source = new SQLiteDataSource(sqlite);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(1);
    config.setPoolName("store");
    return config;
  }

  private Opened opened() {
    begun.set(true);
    // Does nothing when another thread has begun: that one is waited for.
    opening.run();
    try {
      return opening.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FleetException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (CancellationException e) {
      throw new IllegalStateException("the store is closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.STORE, "interrupted while the store was opened", e);
    }
  }

  /** SQL access. Each transaction is immediate: it takes the write lock when it begins. */
  public Jdbi jdbi() {
    return opened().jdbi();
  }

  @Override
  public void close() {
    if (begun.compareAndSet(false, true)) {
      opening.cancel(false);
      return;
    }
    try {
      opening.get().pool().close();
    } catch (CancellationException | ExecutionException e) {
      // Whoever used it was told; there is nothing to close.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
