package org.bbbfleet.exporters.freeswitch;

import static org.bbbfleet.exporters.freeswitch.CallMetrics.CHANNELS;
import static org.bbbfleet.exporters.freeswitch.CallMetrics.CURRENT_CHANNELS;
import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.*;

import java.time.Instant;
import java.util.OptionalDouble;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/** Writes what was read as samples: which number is which metric. */
final class AnswerSamples {
  private AnswerSamples() {}

  static void status(StatusText status, Samples samples) {
    samples.put(INFO, 1, status.version());
    put(samples, status.sessionsSinceStartup(), SESSION_TOTAL, SESSIONS_TOTAL);
    put(samples, status.sessions(), SESSION_ACTIVE, CURRENT_SESSIONS);
    put(samples, status.sessionsPeak(), CURRENT_SESSIONS_PEAK);
    put(samples, status.sessionsPeakLast5Min(), CURRENT_SESSIONS_PEAK_LAST_5MIN);
    put(samples, status.perSecond(), CURRENT_SPS);
    put(samples, status.perSecondLimit(), MAX_SPS);
    put(samples, status.perSecondPeak(), CURRENT_SPS_PEAK);
    put(samples, status.perSecondPeakLast5Min(), CURRENT_SPS_PEAK_LAST_5MIN);
    put(samples, status.sessionLimit(), SESSION_LIMIT, MAX_SESSIONS);
    status.sessionLimit().ifPresent(limit -> samples.put(SESSION_CAPACITY, Math.max(0, limit - 1)));
    put(samples, status.idleCpuFloor(), MIN_IDLE_CPU);
    put(samples, status.idleCpu(), CURRENT_IDLE_CPU);
    put(samples, status.stackBytes(), STACK_BYTES);
  }

  private static void put(Samples samples, OptionalDouble value, Metric... metrics) {
    for (Metric metric : metrics) {
      value.ifPresent(v -> samples.put(metric, v));
    }
  }

  static void put(Samples samples, Metric metric, long value, String... labels) {
    samples.put(metric, (double) value, labels);
  }

  /**
   * FreeSWITCH's second began somewhere between our asking and its answer, and lasts until the next
   * one: within that its clock is as good as ours.
   */
  static void clock(EslReply.Ok ok, long epoch, Samples samples) {
    Instant asked = ok.received().minus(ok.elapsed());
    double earliest = epoch;
    double latest = epoch + 1.0;
    double difference = 0;
    if (earliest > seconds(ok.received())) {
      difference = earliest - seconds(ok.received());
    } else if (latest < seconds(asked)) {
      difference = latest - seconds(asked);
    }
    samples.put(CLOCK_DIFFERENCE, difference);
    samples.put(TIME_SYNCED, Math.abs(difference) < 1 ? 1 : 0);
  }

  private static double seconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() / 1e9;
  }

  static void gateway(Gateway g, Samples samples) {
    samples.put(SOFIA_GATEWAY_UP, g.up() ? 1 : 0, g.profile(), g.name());
    samples.put(SOFIA_GATEWAY_STATE, 1, g.profile(), g.name(), g.state());
    put(samples, SOFIA_GATEWAY_CALLS, g.callsIn(), g.profile(), g.name(), "in");
    put(samples, SOFIA_GATEWAY_CALLS, g.callsOut(), g.profile(), g.name(), "out");
    put(samples, SOFIA_GATEWAY_FAILED_CALLS, g.failedIn(), g.profile(), g.name(), "in");
    put(samples, SOFIA_GATEWAY_FAILED_CALLS, g.failedOut(), g.profile(), g.name(), "out");
  }

  static void conferences(Conferences c, Samples samples) {
    put(samples, CONFERENCES, c.count());
    put(samples, CONFERENCES_EMPTY, c.empty());
    put(samples, CONFERENCES_RECORDING, c.recording());
    put(samples, CONFERENCES_LOCKED, c.locked());
    put(samples, CONFERENCE_OLDEST_AGE, c.oldestSeconds());
    put(samples, CONFERENCE_MEMBERS, c.members());
    put(samples, CONFERENCE_MEMBERS_TALKING, c.talking());
    put(samples, CONFERENCE_MEMBERS_MUTED, c.muted());
    put(samples, CONFERENCE_MEMBERS_DEAF, c.deaf());
    put(samples, CONFERENCE_MEMBERS_ON_HOLD, c.onHold());
    put(samples, CONFERENCE_GLOBAL_AUDIO, c.bridges());
  }

  static void channels(Channels channels, Samples samples) {
    put(samples, CURRENT_CHANNELS, channels.count());
    channels
        .kinds()
        .forEach((k, n) -> put(samples, CHANNELS, n, k.state(), k.direction(), k.codec()));
  }
}
