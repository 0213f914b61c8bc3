package org.bbbfleet.alerts.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes the trail's end where somebody who rewrites the trail does not reach: in the log and, as a
 * metric, in Prometheus. Called about once a minute, so that there are few series.
 */
public final class AuditBeacon {
  private static final Logger log = LoggerFactory.getLogger(AuditBeacon.class);

  private final AuditTrail trail;
  private final MeterRegistry meters;
  private AuditHead last = new AuditHead(-1, "");
  private Gauge shown;

  public AuditBeacon(AuditTrail trail, MeterRegistry meters) {
    this.trail = trail;
    this.meters = meters;
  }

  /** Notes it, if it has moved. */
  public synchronized void note() {
    AuditHead head = trail.head();
    if (head.equals(last)) {
      return;
    }
    last = head;
    if (shown != null) {
      meters.remove(shown);
    }
    shown =
        Gauge.builder("fleet.audit.head.info", () -> 1)
            .description("Where the audit trail ends: fleet audit verify --head SEQUENCE:HASH.")
            .tag("sequence", Long.toString(head.sequence()))
            .tag("hash", head.shortHash())
            .strongReference(true)
            .register(meters);
    log.info("audit head {}", head);
  }
}
