package org.bbbfleet.alerts.guard;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.alerts.audit.Plain;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Alertmanager's API for its silences; what it said, or that it said nothing, is good for some
 * seconds, as many incidents ask at once.
 *
 * @see <a
 *     href="https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml">api/v2</a>
 */
public final class AlertmanagerSilences implements Silences {
  private static final Logger log = LoggerFactory.getLogger(AlertmanagerSilences.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration GOOD_FOR = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final int LONGEST = 200;

  private final URI silences;
  private final Duration deadline;
  private final Clock clock;
  private final HttpClient client;
  private Instant askedAt = Instant.MIN;
  private List<Silence> known = List.of();
  private String failure = "";

  /**
   * Asks when it is first needed.
   *
   * @param base Alertmanager's address, perhaps with a path
   */
  public AlertmanagerSilences(URI base, Duration deadline, Clock clock) {
    String text = requireNonNull(base, "base is null").toString();
    this.silences = URI.create(text.replaceAll("/+$", "") + "/api/v2/silences");
    this.deadline = requireNonNull(deadline, "deadline is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.client = HttpClient.newBuilder().connectTimeout(deadline).build();
  }

  @Override
  public synchronized List<Silence> active() {
    Instant now = clock.instant();
    boolean stale = now.isBefore(askedAt) || !now.isBefore(askedAt.plus(GOOD_FOR));
    if (askedAt.equals(Instant.MIN) || stale) {
      askedAt = now;
      try {
        known = ask();
        failure = "";
      } catch (FleetException e) {
        failure = e.getMessage();
      }
    }
    if (!failure.isEmpty()) {
      throw new FleetException(ErrorCategory.UNREACHABLE, failure);
    }
    return known;
  }

  private List<Silence> ask() {
    HttpRequest request = HttpRequest.newBuilder(silences).timeout(deadline).GET().build();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        // The request's deadline ends with the head of the answer; a body may stall for ever.
        CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS)
            .execute(() -> close(body));
        byte[] bytes = body.readNBytes(MOST_BYTES + 1);
        if (response.statusCode() != 200 || bytes.length > MOST_BYTES) {
          throw failed("answered " + response.statusCode() + ", " + bytes.length + " bytes");
        }
        return read(JSON.readTree(bytes));
      }
    } catch (IOException e) {
      throw failed(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted");
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // Whoever reads it is told.
      log.debug("closing", e);
    }
  }

  private List<Silence> read(JsonNode answer) {
    if (!answer.isArray()) {
      throw failed("answered no list");
    }
    List<Silence> active = new ArrayList<>();
    for (JsonNode silence : answer) {
      if (silence.path("status").path("state").asText().equals("active")) {
        active.add(one(silence));
      }
    }
    return List.copyOf(active);
  }

  private Silence one(JsonNode silence) {
    List<Matcher> matchers = new ArrayList<>();
    for (JsonNode matcher : silence.path("matchers")) {
      matchers.add(
          new Matcher(
              matcher.path("name").asText(),
              matcher.path("value").asText(),
              matcher.path("isRegex").asBoolean() ? Matcher.Kind.PATTERN : Matcher.Kind.TEXT,
              // Absent before 0.22: then every matcher wants its label to fit.
              matcher.path("isEqual").asBoolean(true)
                  ? Matcher.Sense.FITS
                  : Matcher.Sense.FITS_NOT));
    }
    try {
      return new Silence(
          Plain.line(silence.path("id").asText(), LONGEST),
          Plain.line(silence.path("createdBy").asText(), LONGEST),
          Plain.line(silence.path("comment").asText(), LONGEST),
          Instant.parse(silence.path("endsAt").asText()),
          matchers);
    } catch (DateTimeException e) {
      throw failed("has a silence without end: " + silence.path("id").asText());
    }
  }

  private FleetException failed(String what) {
    return new FleetException(
        ErrorCategory.UNREACHABLE, "Alertmanager at " + silences.getAuthority() + ": " + what);
  }
}
