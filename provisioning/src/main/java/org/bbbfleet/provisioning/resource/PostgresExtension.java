package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Question;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * An extension in a database of PostgreSQL, in the version that the server brings.
 *
 * @param database the database
 * @param extension the extension, {@code pg_trgm}
 * @param wanted whether it shall be there; one that is in use does not go
 */
public record PostgresExtension(String database, String extension, Wanted wanted)
    implements Resource {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

  public PostgresExtension {
    Postgres.checkName(database);
    requireNonNull(wanted, "wanted is null");
    if (!NAME.matcher(extension).matches()) {
      throw new IllegalArgumentException("not an extension's name: " + Names.shown(extension));
    }
  }

  /** The extension goes; PostgreSQL refuses that while something needs it. */
  public PostgresExtension absent() {
    return new PostgresExtension(database, extension, Wanted.ABSENT);
  }

  @Override
  public String kind() {
    return "postgres extension";
  }

  @Override
  public String name() {
    return extension + " in " + database;
  }

  @Override
  public void ask(Questions questions) {
    questions.ask(new Postgres.Server());
    questions.ask(new Installed(database));
  }

  @Override
  public List<Change> changes(Facts facts) {
    Postgres.State server = facts.answer(new Postgres.Server());
    boolean there = facts.answer(new Installed(database)).contains(extension);
    boolean nowhere =
        server.reach() == Postgres.Reach.ANSWERS && !server.databases().containsKey(database);
    if (server.standby()) {
      return List.of();
    }
    if (wanted == Wanted.ABSENT) {
      boolean unknown = server.reach() == Postgres.Reach.SILENT;
      return unknown || (there && !nowhere)
          ? List.of(change(Change.Sign.REMOVE, server, "DROP EXTENSION IF EXISTS "))
          : List.of();
    }
    return there
        ? List.of()
        : List.of(change(Change.Sign.ADD, server, "CREATE EXTENSION IF NOT EXISTS "));
  }

  private Change change(Change.Sign sign, Postgres.State server, String sql) {
    return Change.of(
            sign,
            this,
            server.trouble().orElse(""),
            Postgres.script(database, sql + Postgres.quoted(extension) + ";\n"))
        .on(server.basis());
  }

  /** The extensions of a database; none when it could not be asked. */
  record Installed(String database) implements Question<Set<String>> {
    @Override
    public String script() {
      return Postgres.ask(database, "SELECT extname FROM pg_extension LIMIT 1000");
    }

    @Override
    public Set<String> read(Answer answer) {
      return answer.lines().stream()
          .filter(line -> answer.ok() && NAME.matcher(line).matches())
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}
