package org.bbbfleet.alerts.audit;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * One row of the audit trail.
 *
 * @param id ascending; a reader asks for what comes after the last one it saw
 * @param at when it was decided
 * @param incident the incident, if it belongs to one
 * @param host the alert's host; empty when there is none
 * @param alert the alert's name; empty when there is none
 * @param text one line for people; control characters are replaced, but it is not HTML
 * @param evidence what the decision rests on: a signal's values, an action's output; may be empty
 */
public record HealingEvent(
    long id,
    Instant at,
    OptionalLong incident,
    EventKind kind,
    String host,
    String alert,
    String text,
    String evidence) {}
