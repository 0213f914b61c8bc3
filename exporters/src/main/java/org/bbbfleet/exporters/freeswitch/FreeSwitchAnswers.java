package org.bbbfleet.exporters.freeswitch;

import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.*;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.bbbfleet.core.metrics.Distribution;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meaning of the answers, as samples. What one command does not tell is absent, and the others
 * go on. For one thread at a time.
 */
final class FreeSwitchAnswers {
  private static final Logger log = LoggerFactory.getLogger(FreeSwitchAnswers.class);
  private static final int MAX_PROFILES = 200;

  /** Those to be missed when they are not listed: expected ones, and all that were ever seen. */
  private final Set<String> profiles;

  private final Distribution latency = new Distribution(ESL_LATENCY.buckets());

  FreeSwitchAnswers(List<String> expectedProfiles) {
    this.profiles = new TreeSet<>(expectedProfiles);
  }

  /**
   * Reads one collection's replies, one for each {@link Question}.
   *
   * @return why FreeSWITCH counts as down, if it does
   */
  Optional<EslException> read(Map<Question, EslReply> replies, Samples samples) {
    Optional<EslException> down = Optional.empty();
    for (Question question : Question.values()) {
      Optional<EslException> failure = understand(question, replies.get(question), samples);
      samples.put(COMMAND_SUCCESS, failure.isEmpty() ? 1 : 0, question.label());
      if (failure.isPresent()) {
        log.debug("freeswitch: {}: {}", question.label(), failure.get().getMessage());
      }
      if (question == Question.STATUS && failure.isPresent()) {
        down = failure;
      } else if (failure.map(EslException::reason).equals(Optional.of(EslReason.NOT_READY))) {
        down = down.or(() -> failure); // It went down while it was asked.
      }
    }
    return down.or(() -> notReady(replies));
  }

  private Optional<EslException> notReady(Map<Question, EslReply> replies) {
    return replies.get(Question.STATUS) instanceof EslReply.Ok ok
            && !StatusText.parse(ok.message().text()).ready()
        ? Optional.of(new EslException(EslReason.NOT_READY, "it says that it is not ready"))
        : Optional.empty();
  }

  private Optional<EslException> understand(Question question, EslReply reply, Samples samples) {
    try {
      if (reply instanceof EslReply.Ok ok) {
        answer(question, ok, samples);
        return Optional.empty();
      }
      return Optional.of(refusal(question, reply, samples));
    } catch (EslException e) {
      return Optional.of(e);
    }
  }

  private EslException refusal(Question question, EslReply reply, Samples samples) {
    if (reply instanceof EslReply.Lost lost) {
      return lost.failure();
    }
    if (reply instanceof EslReply.Denied) {
      return new EslException(
          EslReason.AUTH,
          "the ESL user may not ask for " + question.label() + " (esl-allowed-api)");
    }
    if (reply instanceof EslReply.ApiError error) {
      if (question == Question.PROFILES && error.unknownCommand()) {
        profiles(new SofiaStatus(Map.of()), samples); // mod_sofia is not loaded: nothing runs.
      }
      return EslException.protocol(EslException.excerpt(error.text()));
    }
    return EslException.protocol(((EslReply.CommandError) reply).text());
  }

  private void answer(Question question, EslReply.Ok ok, Samples samples) {
    switch (question) {
      case STATUS -> {
        latency.observe(ok.elapsed().toNanos() / 1e9);
        samples.put(ESL_LATENCY, latency);
        status(StatusText.parse(ok.message().text()), samples);
      }
      case CLOCK -> clock(ok, Numbers.plain(ok.message().text()), samples);
      case UPTIME -> put(samples, UPTIME_SECONDS, Numbers.plain(ok.message().text()));
      case CALLS -> put(samples, CURRENT_CALLS, Numbers.total(ok.message().text()));
      case REGISTRATIONS -> put(samples, REGISTRATIONS, Numbers.total(ok.message().text()));
      case PROFILES -> profiles(SofiaStatus.parse(ok.message().text()), samples);
      case GATEWAYS -> Gateway.parse(ok.message().reader()).forEach(g -> gateway(g, samples));
      case CONFERENCES -> conferences(Conferences.parse(ok.message().reader()), samples);
    }
  }

  private static void status(StatusText status, Samples samples) {
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

  private static void put(Samples samples, Metric metric, long value, String... labels) {
    samples.put(metric, (double) value, labels);
  }

  /**
   * FreeSWITCH's second began somewhere between our asking and its answer, and lasts until the next
   * one: within that its clock is as good as ours.
   */
  private static void clock(EslReply.Ok ok, long epoch, Samples samples) {
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

  private void profiles(SofiaStatus status, Samples samples) {
    for (String profile : status.profiles().keySet()) {
      if (profiles.size() < MAX_PROFILES) {
        profiles.add(profile);
      }
    }
    for (String profile : profiles) {
      boolean running = status.profiles().containsKey(profile);
      samples.put(SOFIA_PROFILE_RUNNING, running ? 1 : 0, profile);
      if (running) {
        put(samples, SOFIA_PROFILE_SESSIONS, status.profiles().get(profile), profile);
      }
    }
  }

  private static void gateway(Gateway g, Samples samples) {
    samples.put(SOFIA_GATEWAY_UP, g.up() ? 1 : 0, g.profile(), g.name());
    samples.put(SOFIA_GATEWAY_STATE, 1, g.profile(), g.name(), g.state());
    put(samples, SOFIA_GATEWAY_CALLS, g.callsIn(), g.profile(), g.name(), "in");
    put(samples, SOFIA_GATEWAY_CALLS, g.callsOut(), g.profile(), g.name(), "out");
    put(samples, SOFIA_GATEWAY_FAILED_CALLS, g.failedIn(), g.profile(), g.name(), "in");
    put(samples, SOFIA_GATEWAY_FAILED_CALLS, g.failedOut(), g.profile(), g.name(), "out");
  }

  private static void conferences(Conferences c, Samples samples) {
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
}
