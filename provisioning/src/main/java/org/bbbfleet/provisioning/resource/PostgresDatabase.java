package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Question;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A database of PostgreSQL in UTF-8 that belongs to a role: from PostgreSQL 15 on only the owner
 * may make tables in it. What other roles may is exactly what is said of them; roles that are not
 * named are left alone. A standby follows its primary: nothing is done there.
 *
 * @param name the database
 * @param owner the role that it belongs to
 * @param grants what other roles may
 * @param visitors whether everybody who may log in may connect
 * @param wanted whether it shall be there
 */
public record PostgresDatabase(
    String name, String owner, Map<String, Set<Privilege>> grants, Visitors visitors, State wanted)
    implements Resource {
  private static final String PUBLIC = "";
  private static final String CONTENTS =
      """
      SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
          AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND NOT EXISTS (SELECT FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
        + (SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
          WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
          AND NOT EXISTS (SELECT FROM pg_depend d
            WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'))
        + (SELECT count(*) FROM pg_largeobject_metadata)""";

  /** What a role may do with a database that is not its own. */
  public enum Privilege {
    CONNECT,
    CREATE,
    TEMPORARY
  }

  /** Whether everybody who may log in may connect, which is PostgreSQL's default. */
  public enum Visitors {
    AS_THEY_ARE,
    NONE
  }

  /** Whether it shall be there, and how it may go. */
  public enum State {
    PRESENT,
    /** Gone; refused while it holds something. */
    ABSENT,
    /** Gone, with everything in it and whoever is connected. */
    ABSENT_WITH_ITS_DATA
  }

  public PostgresDatabase {
    Postgres.checkName(name);
    Postgres.checkName(owner);
    requireNonNull(visitors, "visitors is null");
    requireNonNull(wanted, "wanted is null");
    Map<String, Set<Privilege>> copy = new TreeMap<>();
    for (Map.Entry<String, Set<Privilege>> entry : grants.entrySet()) {
      Postgres.checkName(entry.getKey());
      if (entry.getKey().equals(owner)) {
        throw new IllegalArgumentException("the owner of a database needs no grants: " + owner);
      }
      copy.put(entry.getKey(), Set.copyOf(entry.getValue()));
    }
    grants = Map.copyOf(copy);
  }

  static PostgresDatabase of(String name, String owner) {
    return new PostgresDatabase(name, owner, Map.of(), Visitors.AS_THEY_ARE, State.PRESENT);
  }

  /** The same, with exactly these privileges for another role; none takes all away. */
  public PostgresDatabase grants(String role, Privilege... privileges) {
    Map<String, Set<Privilege>> more = new TreeMap<>(grants);
    Set<Privilege> all = EnumSet.noneOf(Privilege.class);
    all.addAll(List.of(privileges));
    more.put(role, all);
    return new PostgresDatabase(name, owner, more, visitors, wanted);
  }

  /** The same, to which only its owner and those with grants may connect. */
  public PostgresDatabase closed() {
    return new PostgresDatabase(name, owner, grants, Visitors.NONE, wanted);
  }

  /** The database goes if it holds nothing. */
  public PostgresDatabase absent() {
    return new PostgresDatabase(name, owner, grants, visitors, State.ABSENT);
  }

  /** The database goes, whatever it holds. */
  public PostgresDatabase absentWithItsData() {
    return new PostgresDatabase(name, owner, grants, visitors, State.ABSENT_WITH_ITS_DATA);
  }

  @Override
  public String kind() {
    return "postgres database";
  }

  @Override
  public void ask(Questions questions) {
    questions.ask(new Postgres.Server());
    if (wanted == State.ABSENT) {
      questions.ask(new Contents(name));
    }
  }

  @Override
  public List<Change> changes(Facts facts) {
    Postgres.State server = facts.answer(new Postgres.Server());
    Optional<Postgres.DatabaseFact> there = Optional.ofNullable(server.databases().get(name));
    if (server.standby()) {
      return List.of();
    }
    if (wanted != State.PRESENT) {
      return there.isPresent() || server.trouble().isPresent()
          ? List.of(remove(server, facts).on(server.basis()))
          : List.of();
    }
    if (there.isEmpty()) {
      return List.of(
          Change.of(Change.Sign.ADD, this, server.trouble().orElse("owner " + owner), script())
              .on(server.basis()));
    }
    if (!there.get().encoding().equals("UTF8")) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          "database %s is there in %s, not in UTF8. Dump it and make it anew."
              .formatted(name, there.get().encoding()));
    }
    List<String> differences = differences(there.get());
    return differences.isEmpty()
        ? List.of()
        : List.of(Change.of(Change.Sign.MODIFY, this, String.join(", ", differences), script()));
  }

  private List<String> differences(Postgres.DatabaseFact there) {
    List<String> differences = new ArrayList<>();
    if (!there.owner().equals(owner)) {
      differences.add("owner " + there.owner() + " → " + owner);
    }
    new TreeMap<>(grants)
        .forEach(
            (role, privileges) -> {
              Set<String> wantedWords = words(privileges);
              Set<String> has = new TreeSet<>(there.granted().getOrDefault(role, Set.of()));
              if (!has.equals(wantedWords)) {
                differences.add(role + " may " + has + " → " + wantedWords);
              }
            });
    if (visitors == Visitors.NONE && there.granted().containsKey(PUBLIC)) {
      differences.add("everybody may connect → nobody else");
    }
    return differences;
  }

  private static Set<String> words(Set<Privilege> privileges) {
    Set<String> words = new TreeSet<>();
    privileges.forEach(privilege -> words.add(privilege.name()));
    return words;
  }

  private String script() {
    String db = Postgres.quoted(name);
    StringBuilder sql = new StringBuilder();
    sql.append("SELECT 'CREATE DATABASE ").append(db).append(" OWNER ");
    sql.append(Postgres.quoted(owner)).append(" TEMPLATE template0 ENCODING ''UTF8'''");
    sql.append(" WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '").append(name);
    sql.append("') \\gexec\nBEGIN;\nALTER DATABASE ").append(db).append(" OWNER TO ");
    sql.append(Postgres.quoted(owner)).append(";\n");
    if (visitors == Visitors.NONE) {
      sql.append("REVOKE ALL ON DATABASE ").append(db).append(" FROM PUBLIC;\n");
    }
    new TreeMap<>(grants)
        .forEach(
            (role, privileges) -> {
              String who = Postgres.quoted(role);
              sql.append("REVOKE ALL ON DATABASE ").append(db).append(" FROM ").append(who);
              sql.append(";\n");
              if (!privileges.isEmpty()) {
                sql.append("GRANT ").append(String.join(", ", words(privileges)));
                sql.append(" ON DATABASE ").append(db).append(" TO ").append(who).append(";\n");
              }
            });
    return Postgres.script("postgres", sql.append("COMMIT;\n").toString());
  }

  private Change remove(Postgres.State server, Facts facts) {
    if (wanted == State.ABSENT_WITH_ITS_DATA) {
      return Change.of(
          Change.Sign.REMOVE,
          this,
          "with its data",
          Postgres.script(
              "postgres", "DROP DATABASE IF EXISTS " + Postgres.quoted(name) + " WITH (FORCE);\n"));
    }
    Optional<Integer> things = facts.answer(new Contents(name));
    if (things.isPresent() && things.get() > 0) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          ("database %s is to go and holds %d tables, functions or large objects. Nothing was"
                  + " dropped. If it really may go, say absentWithItsData().")
              .formatted(name, things.get()));
    }
    // Looked at once more, right before.
    return Change.of(
        Change.Sign.REMOVE,
        this,
        server.trouble().orElse("empty"),
        """
        if n=$(%s); then
          [ "$n" = 0 ] || { echo "the database holds $n things, nothing was dropped"; exit 1; }
        fi
        """
                .formatted(Postgres.ask(name, CONTENTS))
            + Postgres.script(
                "postgres", "DROP DATABASE IF EXISTS " + Postgres.quoted(name) + ";\n"));
  }

  /** How much is in a database; empty when it could not be asked. */
  record Contents(String database) implements Question<Optional<Integer>> {
    @Override
    public String script() {
      return Postgres.ask(database, CONTENTS);
    }

    @Override
    public Optional<Integer> read(Answer answer) {
      return answer.ok() && answer.first().matches("[0-9]{1,9}")
          ? Optional.of(Integer.parseInt(answer.first()))
          : Optional.empty();
    }
  }
}
