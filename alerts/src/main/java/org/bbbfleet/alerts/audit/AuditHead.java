package org.bbbfleet.alerts.audit;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * Where the audit trail ended at some moment. Kept somewhere else (a log, a metric, an alert's
 * annotation), it shows later that nothing up to there was changed or cut off.
 *
 * @param sequence the last row's id; 0 when there is none
 * @param hash the last row's hash in hexadecimal, or its beginning
 */
public record AuditHead(long sequence, String hash) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18}):([0-9a-fA-F]{12,64})");

  /** Digits of the hash that are enough wherever room is short. */
  private static final int SHORT = 16;

  public AuditHead {
    requireNonNull(hash, "hash is null");
  }

  /**
   * Reads {@code 123:0a1b2c…}, of which at least 12 digits of the hash are wanted.
   *
   * @throws FleetException (INPUT) when it is something else
   */
  public static AuditHead parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new FleetException(
          ErrorCategory.INPUT, "a head is a number, a colon and 12 to 64 hexadecimal digits");
    }
    return new AuditHead(Long.parseLong(form.group(1)), form.group(2).toLowerCase(Locale.ROOT));
  }

  /** The beginning of the hash, for places with little room. */
  public String shortHash() {
    return hash.substring(0, Math.min(SHORT, hash.length()));
  }

  /** What {@link #parse} reads, short. */
  public String brief() {
    return sequence + ":" + shortHash();
  }

  @Override
  public String toString() {
    return sequence + ":" + hash;
  }
}
