package org.bbbfleet.exporters.freeswitch;

import static org.bbbfleet.exporters.freeswitch.CallMetrics.REFUSING_CALLS;

import java.util.Optional;
import java.util.OptionalDouble;
import org.bbbfleet.core.metrics.Samples;

/**
 * Whether FreeSWITCH refuses new calls, and why. While it does so it may well call itself ready.
 * Both limits are off by one: with max-sessions 4 it answers three calls, and with 5 sessions per
 * second four.
 */
final class Refusals {
  private Refusals() {}

  /**
   * States each reason that is known to hold or not.
   *
   * @param paused the answer to {@code fsctl pause_check inbound}
   * @param shuttingDown the answer to {@code fsctl shutdown_check}
   */
  static void write(
      StatusText status, Optional<String> paused, Optional<String> shuttingDown, Samples samples) {
    compare("sessions", status.sessions(), less(status.sessionLimit(), 1), samples);
    compare("rate", status.perSecond(), status.perSecondLimit(), samples);
    if (status.idleCpuFloor().orElse(0) > 0) {
      compare("cpu", status.idleCpuFloor(), status.idleCpu(), samples);
    }
    if (!status.ready()) {
      put("paused", true, samples);
    } else {
      paused.ifPresent(answer -> put("paused", answer.equals("true"), samples));
    }
    shuttingDown.ifPresent(answer -> put("shutdown", answer.equals("true"), samples));
  }

  private static OptionalDouble less(OptionalDouble limit, int by) {
    return limit.isPresent() ? OptionalDouble.of(limit.getAsDouble() - by) : limit;
  }

  private static void compare(
      String reason, OptionalDouble value, OptionalDouble limit, Samples samples) {
    if (value.isPresent() && limit.isPresent()) {
      put(reason, value.getAsDouble() >= limit.getAsDouble(), samples);
    }
  }

  private static void put(String reason, boolean holds, Samples samples) {
    samples.put(REFUSING_CALLS, holds ? 1 : 0, reason);
  }
}
