package org.bbbfleet.alerts.incident;

import java.time.Instant;
import java.util.Optional;

/**
 * A server that is being drained, or that a drain left out of service.
 *
 * @param incident whose story tells of it
 * @param running whether the drain goes on
 * @param phase what becomes of it now, for people
 * @param since when that drain began, or when it left the server out
 * @param until how long what it does now may take
 * @param told what it told last; a host's words may be in it: escape them
 */
public record DrainView(
    String host,
    long incident,
    boolean running,
    String phase,
    Instant since,
    Optional<Instant> until,
    String told) {}
