package org.bbbfleet.exporters.freeswitch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one FreeSWITCH all {@link Question}s at once, then what follows from the answers, and turns
 * everything into samples. Never fails because FreeSWITCH does: then {@code freeswitch_up} is 0.
 */
final class FreeSwitchCollector implements Collector {
  private static final Logger log = LoggerFactory.getLogger(FreeSwitchCollector.class);

  private final Vertx vertx;
  private final EslClient client;
  private final EventCounts events;
  private final RtpHistograms rtp;
  private final Optional<Reconciliation> voices;
  private final FreeSwitchAnswers answers;
  private Optional<EslReason> lastReason = Optional.empty();

  /**
   * @param events listens to the same client
   * @param voices to compare with, if there is an API
   * @param random picks the channels that are asked for the quality of their sound
   */
  private FreeSwitchCollector(
      Vertx vertx,
      EslClient client,
      EventCounts events,
      RtpHistograms rtp,
      Optional<Reconciliation> voices,
      FreeSwitchOptions options,
      RandomGenerator random) {
    this.vertx = vertx;
    this.client = client;
    this.events = events;
    this.rtp = rtp;
    this.voices = voices;
    this.answers = new FreeSwitchAnswers(options.profiles(), options.rtpSample(), random);
    if (options.rtpSample() > 0) {
      rtp.begin(RtpHistograms.Moment.RUNNING);
    }
  }

  /** A collector with all its parts. */
  static FreeSwitchCollector create(
      Vertx vertx,
      Function<EslListener, EslClient> client,
      LongSupplier nanoTime,
      Optional<VoiceCounts> voices,
      FreeSwitchOptions options,
      RandomGenerator random) {
    RtpHistograms rtp = new RtpHistograms();
    EventCounts events = new EventCounts(options.events(), nanoTime, rtp);
    return new FreeSwitchCollector(
        vertx,
        client.apply(events),
        events,
        rtp,
        voices.map(v -> new Reconciliation(v, nanoTime)),
        options,
        random);
  }

  @Override
  public Future<Samples> collect() {
    Samples samples = new Samples();
    // At the same time as FreeSWITCH, so that both tell of the same moment.
    Future<Optional<Map<String, Integer>>> meetings =
        voices.map(Reconciliation::ask).orElseGet(() -> Future.succeededFuture(Optional.empty()));
    return client
        .exchange(Question.commands())
        // Off the event loop: a busy server's lists have megabytes.
        .compose(replies -> vertx.executeBlocking(() -> first(replies, samples), false))
        .compose(round -> followUp(round.followUp(), samples).map(round))
        .compose(round -> meetings.map(m -> last(round, m, samples)));
  }

  @Override
  public void close() {
    client.close();
    voices.ifPresent(Reconciliation::close);
  }

  private synchronized FreeSwitchAnswers.Round first(List<EslReply> replies, Samples samples) {
    return answers.read(Question.pair(replies), samples);
  }

  private Future<Void> followUp(FollowUp followUp, Samples samples) {
    if (followUp.isEmpty()) {
      return Future.succeededFuture();
    }
    return client
        .exchange(followUp.commands())
        .compose(
            replies ->
                vertx.executeBlocking(
                    () -> {
                      followUp.read(replies, samples, rtp);
                      return null;
                    },
                    false));
  }

  private synchronized Samples last(
      FreeSwitchAnswers.Round round, Optional<Map<String, Integer>> meetings, Samples samples) {
    voices.ifPresent(v -> v.write(round.rooms(), meetings, samples));
    rtp.writeTo(samples);
    events.writeTo(samples);
    state(round.down().map(EslException::reason), samples);
    say(round.down());
    return samples;
  }

  /** States whether FreeSWITCH is up, and every reason why it may not be. */
  static void state(Optional<EslReason> down, Samples samples) {
    for (EslReason reason : EslReason.values()) {
      boolean holds = down.filter(reason::equals).isPresent();
      samples.put(FreeSwitchMetrics.FAILURE, holds ? 1 : 0, reason.label());
    }
    samples.put(FreeSwitchMetrics.UP, down.isEmpty() ? 1 : 0);
  }

  /** Logs changes only: a server that is down for a night is one line. */
  private void say(Optional<EslException> failure) {
    Optional<EslReason> reason = failure.map(EslException::reason);
    if (!reason.equals(lastReason)) {
      failure.ifPresentOrElse(
          e -> log.warn("freeswitch is down ({}): {}", e.reason().label(), e.getMessage()),
          () -> log.info("freeswitch is up again"));
      lastReason = reason;
    }
  }
}
