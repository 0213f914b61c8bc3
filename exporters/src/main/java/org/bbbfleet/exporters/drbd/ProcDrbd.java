package org.bbbfleet.exporters.drbd;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.metrics.Samples;

/**
 * Reads {@code /proc/drbd} of DRBD 8, the one in Linux itself; world-readable. DRBD 9 has only its
 * version there.
 */
final class ProcDrbd {
  private static final int MAX_DEVICES = 256;
  private static final Pattern DEVICE =
      Pattern.compile(
          "(?m)^ ?(\\d{1,6}): cs:(\\w{1,40}) ro:(\\w{1,40})/(\\w{1,40}) ds:(\\w{1,40})/(\\w{1,40})"
              + "[^\\n]*\\n(?:[^\\n]*\\boos:(\\d{1,15})\\b)?");
  private static final Pattern PROGRESS = Pattern.compile("sync'ed:\\s{0,5}(\\d{1,3}(?:\\.\\d)?)%");

  private ProcDrbd() {}

  /**
   * What the file says; empty when it is not of DRBD 8.
   *
   * @param names resource and volume of each device by its minor number, as far as they are known
   */
  static Optional<Samples> read(String text, Map<Integer, String[]> names) {
    if (!text.startsWith("version: 8.")) {
      return Optional.empty();
    }
    Samples samples = new Samples();
    Matcher device = DEVICE.matcher(text);
    for (int i = 0; i < MAX_DEVICES && device.find(); i++) {
      int minor = Integer.parseInt(device.group(1));
      String[] name = names.getOrDefault(minor, new String[] {"drbd" + minor, "0"});
      int next = text.indexOf("\n" + " ".repeat(1) + (minor + 1) + ": cs:", device.end());
      String rest = text.substring(device.start(), next < 0 ? text.length() : next);
      Matcher progress = PROGRESS.matcher(rest);
      Optional<Double> synced =
          progress.find() ? Optional.of(Double.parseDouble(progress.group(1))) : Optional.empty();
      String state = device.group(2);
      boolean upToDate = device.group(5).equals("UpToDate");
      samples.put(DrbdMetrics.RESOURCES, 1, name[0], device.group(3), name[1], device.group(5));
      samples.put(
          DrbdMetrics.CONNECTIONS, 1, name[0], "", device.group(4), name[1], device.group(6));
      samples.put(DrbdMetrics.CONNECTED, connected(state) ? 1 : 0, name[0], "");
      samples.put(DrbdMetrics.STANDALONE, state.equals("StandAlone") ? 1 : 0, name[0], "");
      samples.put(DrbdMetrics.UP_TO_DATE, upToDate ? 1 : 0, name[0], name[1]);
      if (device.group(7) != null) {
        // It counts in KiB.
        double outOfSync = Double.parseDouble(device.group(7)) * 1024;
        samples.put(DrbdMetrics.OUT_OF_SYNC, outOfSync, name[0], "", name[1]);
        if (synced.isPresent() || outOfSync == 0 && connected(state)) {
          samples.put(DrbdMetrics.SYNC, synced.orElse(100.0), name[0], "", name[1]);
        }
      }
    }
    return Optional.of(samples);
  }

  /** Whether a connection state is one of those in which both sides talk. */
  static boolean connected(String state) {
    return switch (state) {
      case "Connected",
          "StartingSyncS",
          "StartingSyncT",
          "WFBitMapS",
          "WFBitMapT",
          "WFSyncUUID",
          "SyncSource",
          "SyncTarget",
          "PausedSyncS",
          "PausedSyncT",
          "VerifyS",
          "VerifyT",
          "Ahead",
          "Behind" ->
          true;
      default -> false;
    };
  }
}
