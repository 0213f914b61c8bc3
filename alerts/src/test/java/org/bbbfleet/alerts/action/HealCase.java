package org.bbbfleet.alerts.action;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.core.shell.Shell;

/**
 * A moment in which one check of the healer's script decides.
 *
 * @param check its name, see {@link HealCheck}
 * @param request what the host is asked
 * @param without what is then done, or said, only if the check is taken away
 * @param host makes the host what it is
 */
record HealCase(String check, String request, String without, Setting host) {
  /** Makes a host what it is. */
  @FunctionalInterface
  interface Setting {
    void on(HealTwin host) throws IOException;

    /** This, and then more. */
    default Setting and(Setting more) {
      return host -> {
        on(host);
        more.on(host);
      };
    }
  }

  /** On a host as all of its function's cases have it. */
  static HealCase when(String check, String request, String without) {
    return new HealCase(check, request, without, host -> {});
  }

  /** On such a host that is changed before. */
  static HealCase when(String check, String request, String without, Setting host) {
    return new HealCase(check, request, without, host);
  }

  /** The cases of one function, on the host that all of them need. */
  static Stream<HealCase> in(String function, Setting host, HealCase... cases) {
    return List.of(cases).stream()
        .map(
            one ->
                new HealCase(
                    function + ": " + one.check(),
                    one.request(),
                    one.without(),
                    host.and(one.host())));
  }

  /** Asks a host that is made so: what was said, what was called, and how it ended. */
  String answer(HealTwin twin) throws IOException {
    try (twin) {
      host.on(twin);
      Shell.Result result = twin.heal(request);
      return result.out() + String.join("\n", twin.calls()) + "\n= " + result.exitStatus();
    }
  }

  @Override
  public String toString() {
    return check;
  }
}
