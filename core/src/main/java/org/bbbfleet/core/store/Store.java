package org.bbbfleet.core.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.flywaydb.core.Flyway;
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

  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Store(HikariDataSource pool) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
  }

  /**
   * Opens the store and brings its tables up to date.
   *
   * @throws FleetException (STORE) when the file can't be used, saying why
   */
  public static Store open(Path file) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      Files.createDirectories(directory);
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
    HikariDataSource pool = null;
    try {
      pool = new HikariDataSource(config);
      Flyway.configure()
          .dataSource(pool)
          .locations("classpath:db/migration")
          .loggers("slf4j")
          // Modules number their migrations apart, so a lower number may be newer.
          .outOfOrder(true)
          .load()
          .migrate();
      return new Store(pool);
    } catch (RuntimeException e) {
      if (pool != null) {
        pool.close();
      }
      throw new FleetException(
          ErrorCategory.STORE, "store " + file + " can't be opened: " + e.getMessage(), e);
    }
  }

  /** SQL access. Each transaction is immediate: it takes the write lock when it begins. */
  public Jdbi jdbi() {
    return jdbi;
  }

  @Override
  public void close() {
    pool.close();
  }
}
