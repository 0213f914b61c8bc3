package org.bbbfleet.exporters.freeswitch;

import io.vertx.core.Future;
import java.util.Map;

/** What BigBlueButton's API says of the people in the audio of its meetings. */
@FunctionalInterface
interface VoiceCounts extends AutoCloseable {

  /**
   * Asks now.
   *
   * @return people in the audio by the meeting's {@code voiceBridge}, which is its conference's
   *     name; fails when the API does not answer
   */
  Future<Map<String, Integer>> ask();

  /** What carries the meetings' audio there. */
  default AudioBridge bridge() {
    return AudioBridge.FREESWITCH;
  }

  @Override
  default void close() {}
}
