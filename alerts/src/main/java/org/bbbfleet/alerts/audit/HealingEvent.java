package org.bbbfleet.alerts.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One row of the audit trail. Its texts are clean (no control characters), bounded, and what looks
 * like a secret is gone from them; they are not HTML.
 *
 * @param id ascending without gaps; a reader asks for what comes after the last one it saw
 * @param at when it was decided
 * @param incident the incident, if it belongs to one
 * @param host the alert's host; empty when there is none
 * @param alert the alert's name; empty when there is none
 * @param who a person's name, or {@code healer}
 * @param text what, in one line for people
 * @param why the reason in one line; may be empty
 * @param evidence what the decision rests on; may be empty
 * @param output what an action printed; may be empty
 * @param took how long it took, where that means something
 */
public record HealingEvent(
    long id,
    Instant at,
    OptionalLong incident,
    EventKind kind,
    String host,
    String alert,
    String who,
    String text,
    String why,
    String evidence,
    String output,
    Optional<Duration> took) {}
