package org.bbbfleet.exporters.bbbservices;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.config.Section;

/**
 * The options of the exporter {@code bbbservices}.
 *
 * @param systemctl the program ({@code systemctl})
 * @param timeout the longest that systemctl, or a page of the SFU, may take
 * @param checkFile where root leaves what {@code bbb-conf --check} printed ({@code check_file})
 * @param checkCommand runs the check ({@code check_command}: a list of words); empty: nobody does
 * @param checkInterval how often, at least ten minutes ({@code check_interval})
 * @param checkTimeout the longest that it may take ({@code check_timeout})
 * @param kurento the WebSocket of an old release's Kurento ({@code kurento_url})
 */
record ServicesOptions(
    String systemctl,
    Duration timeout,
    Path checkFile,
    List<String> checkCommand,
    Duration checkInterval,
    Duration checkTimeout,
    String kurento) {

  static final String CHECK_FILE = "var/lib/bbb-fleet-check/report";

  private static final String KURENTO = "ws://127.0.0.1:8888/kurento";
  private static final Duration TIMEOUT = Duration.ofSeconds(4);
  private static final Duration LEAST = Duration.ofMinutes(10);

  static ServicesOptions read(Section options, Path root) {
    Duration interval = options.duration("check_interval", Duration.ofHours(1));
    if (interval.compareTo(LEAST) < 0) {
      options.problem("check_interval", "must be at least 10m: the check is heavy");
    }
    Duration timeout = options.duration("check_timeout", Duration.ofMinutes(5));
    if (timeout.isZero() || timeout.compareTo(interval) > 0) {
      options.problem("check_timeout", "must be above 0 and at most check_interval");
    }
    return new ServicesOptions(
        options.string("systemctl", "systemctl"),
        TIMEOUT,
        options.string("check_file").map(Path::of).orElse(root.resolve(CHECK_FILE)),
        options.strings("check_command", List.of()),
        interval,
        timeout,
        kurento(options));
  }

  private static String kurento(Section options) {
    String url = options.string("kurento_url", KURENTO);
    if (!url.matches("ws://[A-Za-z0-9_.\\[\\]:-]{1,260}/[A-Za-z0-9/_.-]{0,99}")) {
      options.problem("kurento_url", "must be ws://HOST:PORT/PATH");
      return KURENTO;
    }
    return url;
  }
}
