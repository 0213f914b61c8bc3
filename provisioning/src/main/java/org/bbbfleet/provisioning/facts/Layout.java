package org.bbbfleet.provisioning.facts;

/**
 * Where the engine's own things are on a host, and which programs it finds.
 *
 * @param state the directory that holds what must survive between runs
 * @param path the {@code PATH} of every script
 */
public record Layout(String state, String path) {
  /** As it is on real hosts. */
  public static final Layout STANDARD =
      new Layout(
          "/var/lib/bbb-fleet", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

  /** Where markers of handlers lie that have not yet run. */
  public String pending() {
    return state + "/pending-handlers";
  }

  /** The beginning of every script: nothing of the login's environment changes what it does. */
  public String prelude() {
    return """
        PATH=%s
        LC_ALL=C
        FLEET_PENDING=%s
        export PATH LC_ALL FLEET_PENDING
        unset CDPATH ENV BASH_ENV POSIXLY_CORRECT
        IFS=$(printf ' \\t\\nx') && IFS=${IFS%%x}
        umask 077
        """
        .formatted(
            org.bbbfleet.core.shell.Quote.sh(path), org.bbbfleet.core.shell.Quote.sh(pending()));
  }

  /**
   * A complete script: nothing of it runs before all of it has arrived, and nothing in it reads the
   * rest of the script by mistake.
   */
  public String script(String body) {
    return "{\n" + prelude() + body + "} </dev/null\n";
  }
}
