package org.bbbfleet.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SchemaTest {
  @TempDir Path directory;

  @Test
  void theProgramThatMadeTheTablesDoesNotLookAgainAndAnotherOneDoes() throws SQLException {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + directory.resolve("fleet.db"));
    Schema.bringUpToDate(source, OptionalInt.of(5));
    assertThat(hasLeases(source)).isTrue();

    run(source, "drop table lease", "delete from flyway_schema_history");
    Schema.bringUpToDate(source, OptionalInt.of(5));
    assertThat(hasLeases(source)).as("not looked at").isFalse();

    Schema.bringUpToDate(source, OptionalInt.of(-6));
    assertThat(hasLeases(source)).as("looked at by another program").isTrue();

    run(source, "drop table lease", "delete from flyway_schema_history");
    Schema.bringUpToDate(source, OptionalInt.empty());
    assertThat(hasLeases(source)).as("looked at by one that can't be told").isTrue();
  }

  @Test
  void aProgramIsItsJars() throws IOException {
    Path jar = directory.resolve("a b.jar");
    write(jar, "one");
    OptionalInt one = program(jar);
    assertThat(one).isPresent().isEqualTo(program(jar));

    write(jar, "one, and another");
    assertThat(program(jar)).isPresent().isNotEqualTo(one);
  }

  @Test
  void whatIsNotInAJarIsNoProgram() throws IOException {
    assertThat(program(Files.createDirectories(directory.resolve("classes")))).isEmpty();
    Files.createDirectories(directory.resolve("classes/db/migration"));
    assertThat(program(directory.resolve("classes"))).isEmpty();
  }

  private static OptionalInt program(Path place) throws IOException {
    try (URLClassLoader classes = new URLClassLoader(new URL[] {place.toUri().toURL()}, null)) {
      return Schema.program(classes);
    }
  }

  private static void write(Path jar, String content) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("db/"));
      entries.putNextEntry(new JarEntry("db/migration/"));
      entries.putNextEntry(new JarEntry("db/migration/V1__one.sql"));
      entries.write(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private static boolean hasLeases(SQLiteDataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select count(*) from sqlite_master where name = 'lease'")) {
      return row.next() && row.getInt(1) == 1;
    }
  }

  private static void run(SQLiteDataSource source, String... statements) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
