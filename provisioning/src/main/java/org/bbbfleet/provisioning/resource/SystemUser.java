package org.bbbfleet.provisioning.resource;

import java.util.List;
import java.util.regex.Pattern;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A system user with a group of its own, that nobody can log in as.
 *
 * @param name the user's and the group's name
 * @param home its home directory, which is not made
 */
public record SystemUser(String name, String home) implements Resource {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,30}");

  public SystemUser {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a user name: " + name);
    }
  }

  @Override
  public String kind() {
    return "user";
  }

  @Override
  public void ask(Questions questions) {
    questions.user(name);
  }

  @Override
  public List<Change> changes(Facts facts) {
    if (facts.userId(name).isPresent()) {
      return List.of();
    }
    // A run that ended between the two commands leaves the group without the user.
    String script =
        """
        getent group %1$s >/dev/null || groupadd --system %1$s
        useradd --system --gid %1$s --home-dir %2$s --no-create-home \\
          --shell /usr/sbin/nologin %1$s
        """
            .formatted(name, Quote.sh(home));
    return List.of(Change.of(Change.Sign.ADD, this, "system user", script));
  }
}
