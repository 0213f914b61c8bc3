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
 */
record ServicesOptions(
    String systemctl,
    Duration timeout,
    Path checkFile,
    List<String> checkCommand,
    Duration checkInterval,
    Duration checkTimeout) {

  static final String CHECK_FILE = "var/lib/bbb-fleet-check/report";

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
        timeout);
  }
}
