package org.bbbfleet.exporters.freeswitch;

import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.*;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.bbbfleet.core.metrics.Distribution;
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

  private final int rtpSample;
  private final RandomGenerator random;

  /** Those to be missed when they are not listed: expected ones, and all that were ever seen. */
  private final Set<String> profiles;

  private final Distribution latency = new Distribution(ESL_LATENCY.buckets());

  FreeSwitchAnswers(List<String> expectedProfiles, int rtpSample, RandomGenerator random) {
    this.profiles = new TreeSet<>(expectedProfiles);
    this.rtpSample = rtpSample;
    this.random = random;
  }

  /**
   * What the first round gave.
   *
   * @param down why FreeSWITCH counts as down, if it does
   * @param followUp what to ask next
   * @param rooms the people of each conference by its name, if they are known
   */
  record Round(
      Optional<EslException> down,
      FollowUp followUp,
      Optional<Map<String, Conferences.Room>> rooms) {}

  /** What is known while the answers of one round are read. */
  private static final class State {
    private Optional<StatusText> status = Optional.empty();
    private Optional<String> paused = Optional.empty();
    private Optional<String> shuttingDown = Optional.empty();
    private Set<String> running = Set.of();
    private List<String> sample = List.of();
    private Optional<Map<String, Conferences.Room>> rooms = Optional.empty();
  }

  /** Reads the first round's replies, one for each {@link Question}. */
  Round read(Map<Question, EslReply> replies, Samples samples) {
    State state = new State();
    Optional<EslException> down = Optional.empty();
    for (Question question : Question.values()) {
      Optional<EslException> failure = understand(question, replies.get(question), state, samples);
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
    state.status.ifPresent(s -> Refusals.write(s, state.paused, state.shuttingDown, samples));
    boolean connected = replies.values().stream().noneMatch(EslReply.Lost.class::isInstance);
    return new Round(
        down.or(() -> notReady(state)),
        connected ? FollowUp.of(state.running, state.sample) : FollowUp.none(),
        state.rooms);
  }

  private static Optional<EslException> notReady(State state) {
    return state
        .status
        .filter(status -> !status.ready())
        .map(s -> new EslException(EslReason.NOT_READY, "it says that it is not ready"));
  }

  private Optional<EslException> understand(
      Question question, EslReply reply, State state, Samples samples) {
    try {
      if (reply instanceof EslReply.Ok ok) {
        answer(question, ok, state, samples);
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

  private void answer(Question question, EslReply.Ok ok, State state, Samples samples) {
    EslMessage message = ok.message();
    switch (question) {
      case STATUS -> {
        latency.observe(ok.elapsed().toNanos() / 1e9);
        samples.put(ESL_LATENCY, latency);
        StatusText status = StatusText.parse(message.text());
        state.status = Optional.of(status);
        AnswerSamples.status(status, samples);
      }
      case CLOCK -> AnswerSamples.clock(ok, Numbers.plain(message.text()), samples);
      case UPTIME -> AnswerSamples.put(samples, UPTIME_SECONDS, Numbers.plain(message.text()));
      case CALLS -> AnswerSamples.put(samples, CURRENT_CALLS, Numbers.total(message.text()));
      case REGISTRATIONS ->
          AnswerSamples.put(samples, REGISTRATIONS, Numbers.total(message.text()));
      case PROFILES -> {
        SofiaStatus status = SofiaStatus.parse(message.text());
        state.running = status.profiles().keySet();
        profiles(status, samples);
      }
      case GATEWAYS ->
          Gateway.parse(message.reader()).forEach(g -> AnswerSamples.gateway(g, samples));
      case INBOUND_PAUSED -> state.paused = Optional.of(truth(message));
      case SHUTTING_DOWN -> state.shuttingDown = Optional.of(truth(message));
      case CONFERENCES -> {
        Conferences conferences = Conferences.parse(message.bytes());
        state.rooms = Optional.of(conferences.rooms());
        AnswerSamples.conferences(conferences, samples);
      }
      case CHANNELS -> {
        Channels channels = Channels.parse(message.bytes(), rtpSample, random);
        state.sample = channels.sample();
        AnswerSamples.channels(channels, samples);
      }
    }
  }

  private static String truth(EslMessage message) {
    String text = message.text().strip();
    if (!text.equals("true") && !text.equals("false")) {
      throw EslException.protocol("neither true nor false: " + EslException.excerpt(text));
    }
    return text;
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
        AnswerSamples.put(samples, SOFIA_PROFILE_SESSIONS, status.profiles().get(profile), profile);
      }
    }
  }
}
