package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A user with a group of its own: a person, who has a home and logs in, or a service's, that nobody
 * can log in as. No password is ever set; one that is there is left alone.
 *
 * @param name the user's name
 * @param type a person or a service
 * @param presence whether it shall be there, and may log in
 * @param home its home directory
 * @param shell its login shell
 * @param number its number, if it must be a certain one
 * @param groups groups that it is in besides its own
 * @param membership whether it may be in others
 */
public record User(
    String name,
    Type type,
    Presence presence,
    String home,
    String shell,
    OptionalInt number,
    List<String> groups,
    Membership membership)
    implements Resource {
  private static final int LARGEST = 4_000_000;

  /** Who a user is. */
  public enum Type {
    PERSON,
    SYSTEM
  }

  /** Whether a user shall be there. */
  public enum Presence {
    PRESENT,
    /** There, but can't log in, by whatever means. */
    LOCKED,
    ABSENT,
    ABSENT_WITH_HOME
  }

  /** How a list of groups is meant. */
  public enum Membership {
    AT_LEAST,
    EXACTLY
  }

  public User {
    Names.newAccount(name);
    requireNonNull(type, "type is null");
    requireNonNull(presence, "presence is null");
    requireNonNull(membership, "membership is null");
    Paths.check(home);
    Paths.check(shell);
    if ((home + shell).matches("(?s).*[:\\p{Cntrl}].*")) {
      throw new IllegalArgumentException("a home or shell can't hold : or control characters");
    }
    number.ifPresent(User::checkNumber);
    groups = groups.stream().map(Names::account).sorted().distinct().toList();
    if (name.equals("root")) {
      throw new IllegalArgumentException("root is not ours to make");
    }
  }

  static void checkNumber(int number) {
    if (number < 1 || number > LARGEST || number == 65534 || number == 65535) {
      throw new IllegalArgumentException("not a number for a user or group: " + number);
    }
  }

  /** A service's user, whose home is not made. */
  static User system(String name, String home) {
    return new User(
        name,
        Type.SYSTEM,
        Presence.PRESENT,
        home,
        "/usr/sbin/nologin",
        OptionalInt.empty(),
        List.of(),
        Membership.AT_LEAST);
  }

  /** A person, with a home in {@code /home}, who logs in by keys. */
  static User person(String name) {
    return new User(
        name,
        Type.PERSON,
        Presence.PRESENT,
        "/home/" + name,
        "/bin/bash",
        OptionalInt.empty(),
        List.of(),
        Membership.AT_LEAST);
  }

  /** The same user with another home; what is in the one before stays there. */
  public User home(String path) {
    return new User(name, type, presence, path, shell, number, groups, membership);
  }

  /** The same user with another login shell. */
  public User shell(String path) {
    return new User(name, type, presence, home, path, number, groups, membership);
  }

  /** The same user with this number. */
  public User number(int uid) {
    return new User(name, type, presence, home, shell, OptionalInt.of(uid), groups, membership);
  }

  /** The same user, in these groups and perhaps in others; each must exist. */
  public User inGroups(String... names) {
    return new User(name, type, presence, home, shell, number, List.of(names), Membership.AT_LEAST);
  }

  /** The same user, in these groups, its own, and no other. */
  public User inGroupsOnly(String... names) {
    return new User(name, type, presence, home, shell, number, List.of(names), Membership.EXACTLY);
  }

  /** The same user, who can't log in: neither with a password nor with a key. */
  public User locked() {
    return present(Presence.LOCKED);
  }

  /** No such user; its home stays. */
  public User absent() {
    return present(Presence.ABSENT);
  }

  /** No such user, nor its home. */
  public User absentWithHome() {
    return present(Presence.ABSENT_WITH_HOME);
  }

  private User present(Presence wanted) {
    return new User(name, type, wanted, home, shell, number, groups, membership);
  }

  @Override
  public String kind() {
    return "user";
  }

  @Override
  public void ask(Questions questions) {
    questions.ask(new AccountFact.Of(name));
  }

  @Override
  public List<Change> changes(Facts facts) {
    Optional<AccountFact> there = facts.answer(new AccountFact.Of(name));
    if (presence == Presence.ABSENT || presence == Presence.ABSENT_WITH_HOME) {
      return there.isEmpty() ? List.of() : List.of(removal());
    }
    return there.map(this::differences).orElseGet(() -> List.of(creation()));
  }

  private Change removal() {
    boolean home = presence == Presence.ABSENT_WITH_HOME;
    return Change.of(
        Change.Sign.REMOVE,
        this,
        home ? "and its home" : "its home stays",
        "userdel " + (home ? "--remove " : "") + name + "\n");
  }

  private Change creation() {
    boolean system = type == Type.SYSTEM;
    String all = String.join(",", groups);
    boolean locked = presence == Presence.LOCKED;
    // A run that ended between the two commands leaves the group without the user.
    String script =
        """
        getent group %1$s >/dev/null || groupadd%2$s %1$s
        getent passwd %1$s >/dev/null || \\
          useradd%2$s%3$s --gid %1$s --home-dir %4$s --no-create-home --shell %5$s%6$s%7$s %1$s
        """
            .formatted(
                name,
                system ? " --system" : "",
                number.isPresent() ? " --uid " + number.getAsInt() : "",
                Quote.sh(home),
                Quote.sh(shell),
                groups.isEmpty() ? "" : " --groups " + Quote.sh(all),
                locked ? " --expiredate 1" : "");
    List<String> detail = new ArrayList<>(List.of(system ? "system user" : "person"));
    number.ifPresent(n -> detail.add("number " + n));
    if (!groups.isEmpty()) {
      detail.add("in " + all);
    }
    if (locked) {
      detail.add("locked");
    }
    return Change.of(
        Change.Sign.ADD, this, String.join(", ", detail), script + (system ? "" : makeHome(name)));
  }

  private List<Change> differences(AccountFact there) {
    if (number.isPresent() && number.getAsInt() != there.number()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          "user %s has number %d, not %d: its files would be another's. Renumber it and them by hand."
              .formatted(name, there.number(), number.getAsInt()));
    }
    List<String> differences = new ArrayList<>();
    StringBuilder script = new StringBuilder();
    if (there.login() == AccountFact.Login.NO_ENTRY) {
      differences.add("half made");
      script.append("pwconv\n");
    }
    if (!there.home().equals(home)) {
      differences.add("home " + there.home() + " → " + home);
      script.append("usermod --home ").append(Quote.sh(home)).append(' ').append(name).append('\n');
    }
    if (type == Type.PERSON && !there.home().equals(home)) {
      script.append(makeHome(there.group()));
    } else if (type == Type.PERSON && !there.homeThere()) {
      differences.add("makes " + home);
      script.append(makeHome(there.group()));
    }
    if (!there.shell().equals(shell)) {
      differences.add("shell " + there.shell() + " → " + shell);
      script.append("usermod --shell %s %s\n".formatted(Quote.sh(shell), name));
    }
    groups(there, differences, script);
    boolean locked = presence == Presence.LOCKED;
    if (locked != (there.login() == AccountFact.Login.ENDED)) {
      differences.add(locked ? "lock" : "unlock");
      script.append("usermod --expiredate %s %s\n".formatted(locked ? "1" : "''", name));
    }
    return differences.isEmpty()
        ? List.of()
        : List.of(
            Change.of(Change.Sign.MODIFY, this, String.join(", ", differences), script.toString()));
  }

  private void groups(AccountFact there, List<String> differences, StringBuilder script) {
    TreeSet<String> missing = new TreeSet<>(groups);
    missing.removeAll(there.groups());
    TreeSet<String> others = new TreeSet<>(there.groups());
    others.removeAll(groups);
    others.remove(there.group());
    if (membership == Membership.AT_LEAST) {
      others.clear();
    }
    if (!missing.isEmpty()) {
      differences.add("joins " + String.join(",", missing));
    }
    if (!others.isEmpty()) {
      differences.add("leaves " + String.join(",", others));
    }
    if (!missing.isEmpty() || !others.isEmpty()) {
      boolean exact = membership == Membership.EXACTLY;
      script.append(
          "usermod %s-G %s %s\n"
              .formatted(
                  exact ? "" : "-a ",
                  groups.isEmpty() ? "''" : Quote.sh(String.join(",", exact ? groups : missing)),
                  name));
    }
  }

  // Made beside its place, so that a home is never half there.
  private String makeHome(String group) {
    return """
        p=%1$s
        if [ ! -d "$p" ]; then
          mkdir -p -m 0755 -- "${p%%/*}"
          rm -rf -- "${p%%/*}"/.fleet.??????
          t=$(mktemp -d "${p%%/*}/.fleet.XXXXXX")
          trap 'rm -rf -- "$t"' EXIT
          [ ! -d /etc/skel ] || cp -a -- /etc/skel/. "$t/"
          chown -R -- %2$s "$t"
          chmod -- 0700 "$t"
          mv -T -- "$t" "$p"
        fi
        """
        .formatted(Quote.sh(home), Quote.sh(name + ":" + group));
  }
}
