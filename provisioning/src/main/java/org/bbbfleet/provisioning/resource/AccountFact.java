package org.bbbfleet.provisioning.resource;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bbbfleet.provisioning.facts.Question;

/**
 * A user as the host knows it. Nothing of its password leaves the host but whether there is one.
 *
 * @param number the user's number
 * @param group its own group
 * @param home its home directory
 * @param homeThere whether that is a directory
 * @param shell its login shell
 * @param groups all groups that it is in, its own too
 * @param login what the shadow file says
 */
record AccountFact(
    int number,
    String group,
    String home,
    boolean homeThere,
    String shell,
    Set<String> groups,
    Login login) {

  /** Whether the user may log in at all. */
  enum Login {
    OPEN,
    /** By no means: the account has ended. */
    ENDED,
    /** A run was killed before the account's second half was written. */
    NO_ENTRY
  }

  /** Asks for a user. */
  record Of(String user) implements Question<Optional<AccountFact>> {
    @Override
    public String script() {
      return """
          a=$(getent passwd %1$s) || exit 0
          echo "$a"
          h=${a%%:*}
          h=${h##*:}
          if [ -d "$h" ]; then echo home; else echo none; fi
          id -Gn -- %1$s
          s=$(getent shadow %1$s) || { echo no-entry; exit 0; }
          s=${s#*:*:*:*:*:*:*:}
          case ${s%%%%:*} in 0 | 1) echo ended ;; *) echo open ;; esac
          """
          .formatted(user);
    }

    @Override
    public Optional<AccountFact> read(Answer answer) {
      List<String> lines = answer.lines();
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      String[] field = lines.get(0).split(":", -1);
      if (field.length != 7 || lines.size() != 4) {
        throw new IllegalArgumentException("user " + user);
      }
      Login login =
          switch (lines.get(3)) {
            case "open" -> Login.OPEN;
            case "ended" -> Login.ENDED;
            case "no-entry" -> Login.NO_ENTRY;
            default -> throw new IllegalArgumentException("user " + user);
          };
      // id names the user's own group first.
      List<String> groups = List.of(lines.get(2).split(" "));
      return Optional.of(
          new AccountFact(
              Integer.parseInt(field[2]),
              groups.get(0),
              field[5],
              lines.get(1).equals("home"),
              field[6],
              new TreeSet<>(groups),
              login));
    }
  }
}
