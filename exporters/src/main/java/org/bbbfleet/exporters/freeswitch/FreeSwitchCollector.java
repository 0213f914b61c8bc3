package org.bbbfleet.exporters.freeswitch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one FreeSWITCH all {@link Question}s at once and turns the answers into samples. */
final class FreeSwitchCollector implements Collector {
  private static final Logger log = LoggerFactory.getLogger(FreeSwitchCollector.class);

  private final Vertx vertx;
  private final EslClient client;
  private final FreeSwitchAnswers answers;
  private Optional<EslReason> lastReason = Optional.empty();

  FreeSwitchCollector(Vertx vertx, EslClient client, List<String> expectedProfiles) {
    this.vertx = vertx;
    this.client = client;
    this.answers = new FreeSwitchAnswers(expectedProfiles);
  }

  @Override
  public Future<Samples> collect() {
    return client
        .exchange(Question.commands())
        // Off the event loop: a busy server's list of conferences has megabytes.
        .compose(replies -> vertx.executeBlocking(() -> read(replies), false));
  }

  @Override
  public void close() {
    client.close();
  }

  private synchronized Samples read(List<EslReply> replies) {
    Samples samples = new Samples();
    Optional<EslException> failure = answers.read(Question.pair(replies), samples);
    for (EslReason reason : EslReason.values()) {
      boolean holds = failure.map(EslException::reason).filter(reason::equals).isPresent();
      samples.put(FreeSwitchMetrics.FAILURE, holds ? 1 : 0, reason.label());
    }
    samples.put(FreeSwitchMetrics.UP, failure.isEmpty() ? 1 : 0);
    say(failure);
    return samples;
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
