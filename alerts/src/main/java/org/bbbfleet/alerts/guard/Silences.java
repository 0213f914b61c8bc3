package org.bbbfleet.alerts.guard;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Alertmanager's silences: who silences an alert does not want it healed either. */
public interface Silences {

  /** No Alertmanager is known. */
  Silences NONE = List::of;

  /**
   * The silences that are active now.
   *
   * @throws org.bbbfleet.core.error.FleetException when Alertmanager does not say
   */
  List<Silence> active();

  /** One silence. */
  record Silence(String id, String owner, String comment, Instant endsAt, List<Matcher> matchers) {
    public Silence {
      requireNonNull(endsAt, "endsAt is null");
      matchers = List.copyOf(matchers);
    }

    /** Whether it covers an alert with these labels. A silence without matchers covers nothing. */
    public boolean covers(Map<String, String> labels) {
      return !matchers.isEmpty() && matchers.stream().allMatch(matcher -> matcher.fits(labels));
    }
  }

  /**
   * One condition on a label; a label that is not there counts as empty, as in Alertmanager.
   *
   * @param regex whether the value is a pattern, for the whole of the label
   * @param equal whether it must fit, or must not
   */
  record Matcher(String name, String value, Kind regex, Sense equal) {
    /** How the value is compared. */
    public enum Kind {
      TEXT,
      PATTERN
    }

    /** Which way round. */
    public enum Sense {
      FITS,
      FITS_NOT
    }

    boolean fits(Map<String, String> labels) {
      String label = labels.getOrDefault(name, "");
      boolean same;
      if (regex == Kind.PATTERN) {
        try {
          same = Pattern.compile(value, Pattern.DOTALL).matcher(label).matches();
        } catch (PatternSyntaxException e) {
          // A pattern that only Go reads may cover the alert: leave the thing alone.
          return true;
        }
      } else {
        same = label.equals(value);
      }
      return same == (equal == Sense.FITS);
    }
  }
}
