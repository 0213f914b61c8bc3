package org.bbbfleet.app.proof;

import java.time.Instant;
import java.util.List;
import org.bbbfleet.lab.bbb.Attendee;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.Meeting;

/** The meeting that the lab's livestream worker films. */
final class LivestreamMeeting {
  private static final String ID = "broadcast";

  private LivestreamMeeting() {}

  /** It runs, and the worker's attendee is in it. */
  static void begins(BbbSimulator api) {
    api.meetings()
        .set(
            List.of(
                Meeting.created(ID, "Broadcast", Instant.now())
                    .joinedBy(Attendee.viewer("worker", "Live"))));
  }

  /** Everybody went home. */
  static void ends(BbbSimulator api) {
    api.meetings().remove(ID);
  }
}
