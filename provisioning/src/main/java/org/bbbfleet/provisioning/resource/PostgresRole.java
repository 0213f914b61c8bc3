package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A role of PostgreSQL that may log in, and may do nothing else that is not said. The password is
 * sent as its verifier: it is on no command line, in no log and not even known to the server. The
 * roles whose rights it has beside those named are left alone. A standby follows its primary:
 * nothing is done there.
 *
 * @param name the role
 * @param password its password, printable ASCII; empty to leave it as it is
 * @param flags what it may: {@code login} and so on
 * @param memberOf roles whose rights it has
 * @param wanted whether it shall be there; one that owns something does not go
 */
public record PostgresRole(
    String name, Optional<Secret> password, Set<String> flags, List<String> memberOf, Wanted wanted)
    implements Resource {
  static final List<String> FLAGS =
      List.of("login", "createdb", "createrole", "superuser", "replication");
  private static final Pattern GROUP = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,62}");
  private static final Pattern PASSWORD = Pattern.compile("[ -~]{1,500}");
  private static final SecureRandom RANDOM = new SecureRandom();

  public PostgresRole {
    Postgres.checkName(name);
    requireNonNull(wanted, "wanted is null");
    flags = Set.copyOf(flags);
    memberOf = List.copyOf(memberOf);
    if (!FLAGS.containsAll(flags)) {
      throw new IllegalArgumentException("a role has no such right: " + flags);
    }
    password.ifPresent(
        secret -> {
          if (!PASSWORD.matcher(secret.reveal()).matches()) {
            throw new IllegalArgumentException(
                "the password of " + name + " must be 1 to 500 characters of printable ASCII");
          }
        });
    for (String group : memberOf) {
      if (!GROUP.matcher(group).matches()) {
        throw new IllegalArgumentException("not a role: " + Names.shown(group));
      }
    }
  }

  static PostgresRole of(String name) {
    return new PostgresRole(name, Optional.empty(), Set.of("login"), List.of(), Wanted.PRESENT);
  }

  /** The same with a password. */
  public PostgresRole password(Secret newPassword) {
    return new PostgresRole(name, Optional.of(newPassword), flags, memberOf, wanted);
  }

  /** The same, which may make databases. */
  public PostgresRole createsDatabases() {
    return may("createdb");
  }

  /** The same, which may follow the server's changes. */
  public PostgresRole replicates() {
    return may("replication");
  }

  private PostgresRole may(String flag) {
    Set<String> more = new TreeSet<>(flags);
    more.add(flag);
    return new PostgresRole(name, password, more, memberOf, wanted);
  }

  /** The same with the rights of other roles: {@code pg_monitor}. */
  public PostgresRole memberOf(String... roles) {
    List<String> more = new ArrayList<>(memberOf);
    more.addAll(Arrays.asList(roles));
    return new PostgresRole(name, password, flags, more, wanted);
  }

  /** The role goes; PostgreSQL refuses that while it owns something. */
  public PostgresRole absent() {
    return new PostgresRole(name, Optional.empty(), flags, memberOf, Wanted.ABSENT);
  }

  @Override
  public String kind() {
    return "postgres role";
  }

  @Override
  public void ask(Questions questions) {
    questions.ask(new Postgres.Server());
  }

  @Override
  public List<Change> changes(Facts facts) {
    Postgres.State server = facts.answer(new Postgres.Server());
    Optional<Postgres.RoleFact> there = Optional.ofNullable(server.roles().get(name));
    boolean unknown = server.trouble().isPresent();
    if (server.standby()) {
      return List.of();
    }
    if (wanted == Wanted.ABSENT) {
      return there.isPresent() || unknown
          ? List.of(
              Change.of(
                      Change.Sign.REMOVE,
                      this,
                      server.trouble().orElse(""),
                      Postgres.script(
                          "postgres", "DROP ROLE IF EXISTS " + Postgres.quoted(name) + ";\n"))
                  .on(server.basis()))
          : List.of();
    }
    if (there.isEmpty()) {
      return List.of(
          Change.of(Change.Sign.ADD, this, server.trouble().orElse(""), script())
              .on(server.basis()));
    }
    List<String> differences = differences(there.get());
    return differences.isEmpty()
        ? List.of()
        : List.of(Change.of(Change.Sign.MODIFY, this, String.join(", ", differences), script()));
  }

  private List<String> differences(Postgres.RoleFact there) {
    List<String> differences = new ArrayList<>();
    for (String flag : FLAGS) {
      boolean has = there.flags().contains(flag);
      if (has != flags.contains(flag)) {
        differences.add(flag + (has ? " yes → no" : " no → yes"));
      }
    }
    if (password.isPresent() && !ScramVerifier.matches(there.verifier(), password.get().reveal())) {
      differences.add(there.verifier().isEmpty() ? "no password yet" : "password");
    }
    for (String group : memberOf) {
      if (!there.memberOf().contains(group)) {
        differences.add("rights of " + group);
      }
    }
    return differences;
  }

  // All of it or nothing.
  private String script() {
    StringBuilder sql = new StringBuilder("BEGIN;\n");
    sql.append("SELECT 'CREATE ROLE ").append(Postgres.quoted(name));
    sql.append("' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '").append(name);
    sql.append("') \\gexec\nALTER ROLE ").append(Postgres.quoted(name)).append(" WITH");
    for (String flag : FLAGS) {
      sql.append(flags.contains(flag) ? " " : " NO").append(flag.toUpperCase(Locale.ROOT));
    }
    String secret = "";
    if (password.isPresent()) {
      byte[] salt = new byte[16];
      RANDOM.nextBytes(salt);
      sql.append(" PASSWORD '").append(Postgres.SECRET).append("'");
      secret = ScramVerifier.of(password.get().reveal(), salt);
    }
    sql.append(";\n");
    for (String group : memberOf) {
      sql.append("GRANT ").append(Postgres.quoted(group));
      sql.append(" TO ").append(Postgres.quoted(name)).append(";\n");
    }
    return Postgres.script("postgres", sql.append("COMMIT;\n").toString(), secret);
  }
}
