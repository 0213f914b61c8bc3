package org.bbbfleet.exporters.livestream;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What others than the process table say of a worker.
 *
 * @param restarting whether systemd or Docker is about to start it again
 * @param exitCode how its main process ended, while it is ended
 * @param meetingRunning whether its meeting goes on, if anybody knows
 * @param present whether its attendee is in the meeting, if anybody knows
 */
record Evidence(
    boolean restarting,
    OptionalInt exitCode,
    Optional<Boolean> meetingRunning,
    Optional<Boolean> present) {}
