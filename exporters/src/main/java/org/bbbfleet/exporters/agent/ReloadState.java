package org.bbbfleet.exporters.agent;

import java.time.Instant;

/**
 * How the last readings of the configuration went; immutable.
 *
 * @param successful whether the last one had no fault
 * @param lastSuccess when the configuration in use was read
 * @param failures how often one was refused
 * @param why what was wrong with the last one; empty after a success
 */
record ReloadState(boolean successful, Instant lastSuccess, long failures, String why) {

  static ReloadState first(Instant now) {
    return new ReloadState(true, now, 0, "");
  }

  ReloadState succeeded(Instant now) {
    return new ReloadState(true, now, failures, "");
  }

  ReloadState failed(String cause) {
    return new ReloadState(false, lastSuccess, failures + 1, cause);
  }
}
