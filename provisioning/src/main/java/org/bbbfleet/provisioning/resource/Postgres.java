package org.bbbfleet.provisioning.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Question;

/**
 * How the kinds of resources in PostgreSQL ask it and tell it: psql as its owner, by its socket.
 */
final class Postgres {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,62}");
  private static final String PSQL = "runuser -u postgres -- psql -X -A -t -q -w";
  private static final int NOT_INSTALLED = 3;

  /** Where a secret goes that differs each time; no name has such a letter. */
  static final String SECRET = "\u0001";

  private Postgres() {}

  /** Refuses what is no plain name, and names that are PostgreSQL's own. */
  static void checkName(String name) {
    if (!NAME.matcher(name).matches()
        || name.startsWith("pg_")
        || Set.of("postgres", "template0", "template1", "public", "none").contains(name)) {
      throw new IllegalArgumentException(
          "not a name for a role or database of ours (letters, digits, _ and -): "
              + Names.shown(name));
    }
  }

  /** A name that has been checked, in SQL. */
  static String quoted(String name) {
    return "\"" + name + "\"";
  }

  /**
   * A script that has SQL carried out in a database. The SQL is nobody's argument and in no log,
   * and an error does not repeat it.
   */
  static String script(String database, String sql) {
    return script(database, sql, "");
  }

  /** The same with a secret of base64's letters and {@code $:-} in the place of {@link #SECRET}. */
  static String script(String database, String sql, String secret) {
    String quiet =
        "SET log_statement = 'none';\nSET log_min_duration_statement = -1;\n"
            + "SET log_min_error_statement = 'panic';\nSET pg_stat_statements.track_utility = off;\n";
    return """
        cd /
        tries=0
        until %1$s -d postgres -c 'SELECT 1' >/dev/null 2>&1; do
          tries=$((tries + 1))
          [ "$tries" -lt 30 ] || { echo 'PostgreSQL does not answer on its socket'; exit 1; }
          sleep 1
        done
        %4$sprintf '%%s' %3$s | %1$s -v ON_ERROR_STOP=1 -v VERBOSITY=terse -d %2$s -f -
        """
        .formatted(
            PSQL,
            database,
            Quote.sh(quiet + sql).replace(SECRET, "'\"$secret\"'"),
            secret.isEmpty() ? "" : Change.anew("secret='" + secret + "'\n"));
  }

  /** A question's script that prints what a query gives. */
  static String ask(String database, String query) {
    return "command -v psql >/dev/null || exit "
        + NOT_INSTALLED
        + "\ncd /\ntimeout 10 "
        + PSQL
        + " -d "
        + database
        + " -c "
        + Quote.sh(query);
  }

  /**
   * A role as the server has it.
   *
   * @param flags what it may: {@code login}, {@code createdb}, {@code createrole}, {@code
   *     superuser}, {@code replication}
   * @param verifier what is kept of its password; empty without one
   * @param memberOf the roles whose rights it has
   */
  record RoleFact(Set<String> flags, String verifier, Set<String> memberOf) {
    @Override
    public String toString() {
      return "role " + flags + " " + memberOf;
    }
  }

  /**
   * A database as the server has it.
   *
   * @param granted privileges by role; PUBLIC is the empty name
   */
  record DatabaseFact(String owner, String encoding, Map<String, Set<String>> granted) {}

  /** What a server said. */
  record State(
      Reach reach,
      boolean standby,
      Map<String, RoleFact> roles,
      Map<String, DatabaseFact> databases) {

    /** Where the plan begins, in words; empty where there is nothing to say. */
    Optional<String> trouble() {
      return reach == Reach.SILENT
          ? Optional.of("PostgreSQL does not answer now: seen to once it does")
          : Optional.empty();
    }

    /** What a change rests on that follows from this. */
    Change.Basis basis() {
      return reach == Reach.SILENT ? Change.Basis.NOT_KNOWN : Change.Basis.STATE;
    }
  }

  /** Whether there is a server to ask. */
  enum Reach {
    NOT_INSTALLED,
    SILENT,
    ANSWERS
  }

  /** All roles and databases, asked once however many resources want to know. */
  record Server() implements Question<State> {
    private static final String QUERY =
        """
        SELECT json_build_object('k', 'server', 'standby', pg_is_in_recovery())
        UNION ALL (SELECT json_build_object('k', 'role', 'name', rolname, 'login', rolcanlogin,
          'createdb', rolcreatedb, 'createrole', rolcreaterole, 'superuser', rolsuper,
          'replication', rolreplication, 'verifier', coalesce(rolpassword, ''), 'of', ARRAY(
            SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
            WHERE m.member = a.oid))
          FROM pg_authid a WHERE rolname !~ '^pg_' LIMIT 1000)
        UNION ALL (SELECT json_build_object('k', 'database', 'name', datname,
          'owner', pg_get_userbyid(datdba), 'encoding', pg_encoding_to_char(encoding), 'acl', (
            SELECT json_agg(json_build_array(
              CASE grantee WHEN 0 THEN '' ELSE pg_get_userbyid(grantee)::text END, privilege_type))
            FROM aclexplode(coalesce(datacl, acldefault('d', datdba)))))
          FROM pg_database WHERE NOT datistemplate LIMIT 1000)
        """;

    @Override
    public String script() {
      return ask("postgres", QUERY);
    }

    @Override
    public State read(Answer answer) {
      if (!answer.ok()) {
        Reach reach = answer.status() == NOT_INSTALLED ? Reach.NOT_INSTALLED : Reach.SILENT;
        return new State(reach, false, Map.of(), Map.of());
      }
      boolean standby = false;
      Map<String, RoleFact> roles = new HashMap<>();
      Map<String, DatabaseFact> databases = new HashMap<>();
      for (String line : answer.lines()) {
        JsonNode row = parse(line);
        String name = row.path("name").asText();
        switch (row.path("k").asText()) {
          case "server" -> standby = row.path("standby").asBoolean();
          case "role" -> roles.put(name, role(row));
          case "database" -> databases.put(name, database(row));
          default -> throw new IllegalArgumentException("not an answer of PostgreSQL");
        }
      }
      return new State(Reach.ANSWERS, standby, roles, databases);
    }

    private static JsonNode parse(String line) {
      try {
        return JSON.readTree(line);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("not an answer of PostgreSQL", e);
      }
    }

    private static RoleFact role(JsonNode row) {
      Set<String> flags = new HashSet<>();
      for (String flag : PostgresRole.FLAGS) {
        if (row.path(flag).asBoolean()) {
          flags.add(flag);
        }
      }
      Set<String> memberOf = new HashSet<>();
      row.path("of").forEach(group -> memberOf.add(group.asText()));
      return new RoleFact(flags, row.path("verifier").asText(), memberOf);
    }

    private static DatabaseFact database(JsonNode row) {
      Map<String, Set<String>> granted = new HashMap<>();
      row.path("acl")
          .forEach(
              entry ->
                  granted
                      .computeIfAbsent(entry.path(0).asText(), role -> new HashSet<>())
                      .add(entry.path(1).asText()));
      return new DatabaseFact(row.path("owner").asText(), row.path("encoding").asText(), granted);
    }
  }
}
