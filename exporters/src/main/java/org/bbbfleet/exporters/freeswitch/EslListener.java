package org.bbbfleet.exporters.freeswitch;

import java.util.List;

/**
 * What an {@link EslClient} tells besides the answers to its questions. Called on the connection's
 * event loop: must not block.
 */
interface EslListener {
  /** Listens to nothing. */
  EslListener NONE = List::of;

  /** Commands of the event socket itself, without line breaks, to send after each login. */
  List<String> subscriptions();

  /** A login succeeded; the subscriptions go out now. */
  default void connected() {}

  /** What became of one of the subscriptions. */
  default void subscribed(String command, EslReply reply) {}

  /** An event or a line of the log. */
  default void unasked(EslMessage message) {}

  /** The connection is gone; nothing is known until the next one. */
  default void disconnected() {}
}
