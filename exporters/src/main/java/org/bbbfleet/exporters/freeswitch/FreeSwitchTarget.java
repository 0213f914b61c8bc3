package org.bbbfleet.exporters.freeswitch;

import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * One server of the file of targets: {@code host}, {@code port} (8021), {@code password} or {@code
 * password_file}, {@code user} and what {@link FreeSwitchOptions} has.
 */
record FreeSwitchTarget(
    String host, int port, Optional<String> user, Secret password, FreeSwitchOptions options) {

  /** Reads it; problems are left in the section. */
  static FreeSwitchTarget read(Section section) {
    String host = section.required("host", "Give the address of the event socket.");
    if (FreeSwitchLogin.read(section).isEmpty()) {
      section.problem("password_file", "is missing: the password of the event socket or its user");
    }
    return new FreeSwitchTarget(
        host,
        section.integer("port", FreeSwitchExporter.PORT, 1, 65535),
        section.string("user"),
        section.secret("password").orElse(new Secret("")),
        FreeSwitchOptions.read(section));
  }

  EslSettings settings() {
    return EslSettings.of(
        host,
        port,
        user.isPresent() ? EslLogin.user(user.get(), password) : EslLogin.password(password));
  }
}
