package org.bbbfleet.exporters.freeswitch;

import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/** The options {@code user} and {@code password} or {@code password_file}. */
final class FreeSwitchLogin {
  private FreeSwitchLogin() {}

  /** The login that the options give, if they give a password; problems are left in the section. */
  static Optional<EslLogin> read(Section options) {
    Optional<Secret> password = options.secret("password");
    Optional<String> user = options.string("user");
    password
        .filter(p -> p.reveal().isEmpty() || hasControls(p.reveal()))
        .ifPresent(p -> options.problem("password", "is empty or has a control character"));
    user.filter(u -> !u.contains("@") || u.contains(":") || hasControls(u))
        .ifPresent(u -> options.problem("user", "must be like name@domain"));
    if (user.isPresent() && password.isEmpty()) {
      options.problem("user", "needs its password: set password_file");
    }
    return password.map(
        secret -> user.isPresent() ? EslLogin.user(user.get(), secret) : EslLogin.password(secret));
  }

  private static boolean hasControls(String text) {
    return text.chars().anyMatch(c -> c < ' ');
  }
}
