package org.bbbfleet.core.store;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a store's tables up to date. Flyway's look at what there is to do takes longer than most
 * commands, so the file remembers, in SQLite's {@code user_version}, by which program that was last
 * done: the same one has nothing to do.
 */
final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
  private static final String MIGRATIONS = "db/migration";

  private Schema() {}

  static void bringUpToDate(DataSource source) {
    bringUpToDate(source, program(Schema.class.getClassLoader()));
  }

  static void bringUpToDate(DataSource source, OptionalInt program) {
    if (program.isPresent() && program.getAsInt() == remembered(source)) {
      return;
    }
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:" + MIGRATIONS)
        .loggers("slf4j")
        // Modules number their migrations apart, so a lower number may be newer.
        .outOfOrder(true)
        .load()
        .migrate();
    program.ifPresent(known -> remember(source, known));
  }

  /**
   * The jars that hold migrations, as a number: path, size and time of each. None when they are not
   * in jars, as in a test: nobody can tell then whether one of them has changed.
   */
  static OptionalInt program(ClassLoader classes) {
    try {
      TreeSet<String> jars = new TreeSet<>();
      List<URL> places = Collections.list(classes.getResources(MIGRATIONS));
      for (URL place : places) {
        if (!(place.openConnection() instanceof JarURLConnection inJar)) {
          return OptionalInt.empty();
        }
        Path jar = Path.of(inJar.getJarFileURL().toURI());
        jars.add(jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar).toMillis());
      }
      CRC32 sum = new CRC32();
      sum.update(String.join("\n", jars).getBytes(StandardCharsets.UTF_8));
      int number = (int) sum.getValue();
      // Zero is a file's that nobody has marked.
      return jars.isEmpty() || number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
    } catch (IOException | URISyntaxException e) {
      LOG.debug("it can't be told which program this is", e);
      return OptionalInt.empty();
    }
  }

  private static int remembered(DataSource source) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.next() ? row.getInt(1) : 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static void remember(DataSource source, int program) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = " + program);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
