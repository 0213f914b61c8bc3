package org.bbbfleet.provisioning.resource;

import java.util.List;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.AuthorizedKeyFact;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * One key that may log in and then only run one command. Lines for the same command with another
 * key are ours, of an earlier key, and go; all other lines of the file are left alone.
 *
 * @param user who may be logged in as
 * @param home the user's home directory
 * @param command the forced command, an absolute path
 * @param key the public key: algorithm and base64
 */
public record AuthorizedKey(String user, String home, String command, String key)
    implements Resource {

  public AuthorizedKey {
    Paths.check(home);
    if (!command.matches("/[A-Za-z0-9/._-]+")) {
      throw new IllegalArgumentException("not a plain path: " + command);
    }
    if (!key.matches("[a-z0-9@.-]+ [A-Za-z0-9+/=]+")) {
      throw new IllegalArgumentException("not a public key");
    }
  }

  @Override
  public String kind() {
    return "authorized key";
  }

  @Override
  public String name() {
    return user + ": " + command;
  }

  private String file() {
    return home + "/.ssh/authorized_keys";
  }

  private String line() {
    return "restrict," + ours() + " " + key + " bbb-fleet";
  }

  private String ours() {
    return "command=\"" + command + "\"";
  }

  @Override
  public void ask(Questions questions) {
    questions.authorizedKey(file(), line(), ours());
  }

  @Override
  public List<Change> changes(Facts facts) {
    AuthorizedKeyFact there = facts.authorizedKey(file(), line());
    if (there.exact() == 1 && there.forCommand() == 1) {
      return List.of();
    }
    return List.of(
        Change.of(
            there.forCommand() == 0 ? Change.Sign.ADD : Change.Sign.MODIFY,
            this,
            there.forCommand() == 0 ? "" : "replaces " + there.forCommand() + " of an earlier key",
            script()));
  }

  private String script() {
    return """
        f=%s
        d=$(dirname -- "$f")
        if [ ! -d "$d" ]; then
          mkdir -m 0700 -- "$d"
          chown -- %s: "$d"
        fi
        f=$(readlink -f -- "$f")
        t=$(mktemp "$(dirname -- "$f")/.fleet.XXXXXX")
        trap 'rm -f -- "$t"' EXIT
        if [ -e "$f" ]; then
          grep -a -v -F -e %s -- "$f" >"$t" || [ $? = 1 ]
        fi
        printf '%%s\\n' %s >>"$t"
        chown -- %s: "$t"
        chmod -- 0600 "$t"
        sync -- "$t"
        mv -f -T -- "$t" "$f"
        """
        .formatted(
            Quote.sh(file()), Quote.sh(user), Quote.sh(ours()), Quote.sh(line()), Quote.sh(user));
  }
}
