package org.bbbfleet.alerts.action;

import java.time.Duration;

/**
 * An action of minutes or hours. It is done in turns, each of which looks at the diary, does one
 * thing and says when the next is due; so no thread waits for it, and another process goes on where
 * one was killed. A turn may therefore be repeated: whatever it asks a host for must be safe to ask
 * twice, or name the state in which alone it may be done (a boot, a unit's invocation).
 *
 * <p>Before each thing that can't be taken back it asks {@link Diary#heldBack}, and once more when
 * the connection stands, by {@link ActionContext#unless}: a stop counts at once, not only for what
 * begins after it.
 *
 * <p>{@link Action#run} is only for a dry run. {@link Action#compensate} is never called: a long
 * action puts back itself what it must, as only its diary knows what that is.
 */
public interface LongAction extends Action {

  /** The longest that it may take from its first turn to its last; it is given up after that. */
  Duration longest();

  /** Does the next thing. Blocks for at most {@link Action#timeout} per request. */
  Turn turn(ActionContext context, Diary diary);
}
