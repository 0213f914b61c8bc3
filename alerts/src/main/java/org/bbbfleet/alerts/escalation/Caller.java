package org.bbbfleet.alerts.escalation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.alerts.intake.AlertSink;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways to people: Alertmanagers, and channels of our own. */
public final class Caller implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Caller.class);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final List<AlertSink> sinks;
  private final List<Channel> channels;
  private final MeterRegistry meters;
  private Instant notBefore = Instant.EPOCH;

  /**
   * @param sinks the members of one Alertmanager cluster: each is told, as they don't tell each
   *     other
   * @param channels all are used
   */
  public Caller(List<AlertSink> sinks, List<Channel> channels, MeterRegistry meters) {
    this.sinks = List.copyOf(sinks);
    this.channels = List.copyOf(channels);
    this.meters = meters;
  }

  /**
   * What became of a direct call.
   *
   * @param ended whether it is not to be repeated soon
   */
  record Result(boolean ended, String text, String evidence) {}

  /** The Alertmanagers that people are called through. */
  String sinks() {
    return String.join(", ", sinks.stream().map(AlertSink::name).toList());
  }

  /** Whether there is an Alertmanager that brings escalations to people. */
  boolean calls(EscalationConfig config) {
    return !sinks.isEmpty() && config.alertmanager() == EscalationConfig.Alertmanager.CALLS;
  }

  /** How many ways to a person there are. */
  int ways(EscalationConfig config) {
    return channels.size() + (calls(config) ? 1 : 0);
  }

  /** Whether at least one Alertmanager took them. */
  boolean post(List<AlertSink.Sent> alerts) {
    boolean taken = false;
    for (AlertSink sink : sinks) {
      try {
        sink.send(alerts);
        taken = true;
        count("alertmanager", "taken");
      } catch (FleetException e) {
        count("alertmanager", "failed");
        log.warn("an escalation was not taken: {}: {}", e.category(), e.getMessage());
      } catch (RuntimeException e) {
        // Whatever is wrong with one way must not keep the others from being tried.
        count("alertmanager", "failed");
        log.error("an escalation was not taken by {}", sink.name(), e);
      }
    }
    return taken;
  }

  /** Calls people through all channels; after a failure not again for a while. */
  Result call(Channel.Call call, Instant now) {
    // Not for longer, when the clock was set back.
    if (now.isBefore(notBefore) && !notBefore.isAfter(now.plus(AFTER_FAILURE))) {
      return new Result(false, "", "");
    }
    if (channels.isEmpty()) {
      count("none", "failed");
      log.error("nobody can be called, as no channel is configured: {}", call.subject());
      return new Result(true, "nobody could be called: no direct channel is configured", "");
    }
    List<String> took = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (Channel channel : channels) {
      String kind = channel instanceof MailChannel ? "mail" : "webhook";
      try {
        channel.send(call);
        took.add(channel.name());
        count(kind, "taken");
      } catch (FleetException e) {
        failed.add(channel.name() + ": " + e.category() + ": " + e.getMessage());
        count(kind, "failed");
        log.error("{} did not take a call: {}", channel.name(), e.getMessage());
      } catch (RuntimeException e) {
        failed.add(channel.name() + ": " + e);
        count(kind, "failed");
        log.error("{} did not take a call", channel.name(), e);
      }
    }
    if (took.isEmpty()) {
      notBefore = now.plus(AFTER_FAILURE);
      return new Result(false, "", "");
    }
    return new Result(
        true, "a person is called by " + String.join(", ", took), String.join("\n", failed));
  }

  private void count(String channel, String result) {
    Counter.builder("fleet.escalations")
        .description("Attempts to reach a person, by way and result.")
        .tag("channel", channel)
        .tag("result", result)
        .register(meters)
        .increment();
  }

  @Override
  public void close() {
    channels.forEach(Channel::close);
  }
}
