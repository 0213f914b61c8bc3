package org.bbbfleet.exporters.freeswitch;

import java.nio.file.Path;
import java.util.List;
import org.bbbfleet.core.config.Secret;

/** How to log in. Asked anew for each connection, off the event loop: it may read a file. */
@FunctionalInterface
public interface EslLogin {

  /**
   * The command that logs in, without its line ends.
   *
   * @throws EslException with {@link EslReason#AUTH} when there are no credentials
   */
  Secret command();

  /** With the event socket's one password, which may do everything. */
  static EslLogin password(Secret password) {
    return () -> new Secret("auth " + line(password));
  }

  /** As a user of the directory, {@code name@domain}, who may be restricted to some commands. */
  static EslLogin user(String user, Secret password) {
    return () -> new Secret("userauth " + user + ":" + line(password));
  }

  /**
   * With the password that FreeSWITCH's own configuration names, read again for each connection:
   * upgrades of BigBlueButton may change it.
   */
  static EslLogin configured(List<Path> files) {
    return () ->
        password(
                EventSocketConf.find(files)
                    .flatMap(EventSocketConf::password)
                    .orElseThrow(
                        () ->
                            new EslException(
                                EslReason.AUTH,
                                "no password to be read in "
                                    + files
                                    + ": let the agent read the file, or set password_file")))
            .command();
  }

  private static String line(Secret password) {
    String text = password.reveal();
    if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ')) {
      throw new EslException(EslReason.AUTH, "the password is empty or has a control character");
    }
    return text;
  }
}
