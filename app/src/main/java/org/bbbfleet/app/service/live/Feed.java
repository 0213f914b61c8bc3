package org.bbbfleet.app.service.live;

import java.util.List;

/**
 * What one reader of a stream has not seen yet. A feed remembers where its reader is, so that a
 * slow reader is only behind: nothing is kept for it in memory.
 */
@FunctionalInterface
public interface Feed {
  /**
   * The next messages, oldest first, a bounded number; none when the reader has seen all. Runs on a
   * worker thread, never twice at once.
   */
  List<Message> next();

  /** Whether nothing more will ever come once {@link #next} is empty. */
  default boolean ended() {
    return false;
  }

  /**
   * A message.
   *
   * @param id from which a reader that comes back goes on; empty for one that is only a hint
   * @param event its kind
   * @param data one line of JSON
   */
  record Message(String id, String event, String data) {}
}
