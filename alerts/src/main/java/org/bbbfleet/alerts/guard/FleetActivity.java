package org.bbbfleet.alerts.guard;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** What is going on in the fleet, as the incidents have it. */
public interface FleetActivity {

  /**
   * An incident, as far as guards care.
   *
   * @param touching whether something is being done on its host, or verified
   * @param openedAt when it was first heard of
   */
  record Seen(long incident, String host, String alert, boolean touching, Instant openedAt) {
    public Seen {
      requireNonNull(host, "host is null");
      requireNonNull(alert, "alert is null");
      requireNonNull(openedAt, "openedAt is null");
    }
  }

  /** The incidents that are not closed. */
  List<Seen> standing();

  /** The same within a transaction. */
  List<Seen> standing(Handle handle);

  /** All incidents that were opened after this, closed ones too. */
  List<Seen> openedSince(Instant since);

  /** The hosts on which something was done, or is about to be, and when last. */
  Map<String, Instant> touchedSince(Handle handle, Instant since);

  /** The same in a transaction of its own. */
  Map<String, Instant> touchedSince(Instant since);

  /** The hosts that were taken out of service on purpose, and not given back. */
  default Set<String> outOfService() {
    return Set.of();
  }
}
