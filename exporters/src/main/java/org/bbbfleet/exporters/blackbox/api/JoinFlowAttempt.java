package org.bbbfleet.exporters.blackbox.api;

import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.bbbfleet.exporters.blackbox.Probe.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One test meeting, from its creation to its end. */
final class JoinFlowAttempt extends ApiAttempt {
  private static final Logger log = LoggerFactory.getLogger(JoinFlowAttempt.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** For the end of a meeting whose probe was cut off. */
  private static final Duration LAST_CALL = Duration.ofSeconds(5);

  private final String meeting;
  private final String moderator = random();
  private boolean created;
  private boolean ending;

  JoinFlowAttempt(Vertx vertx, ApiModule module, ApiCalls calls, String prefix, Request request) {
    super(vertx, module, calls, "bbb", true, request);
    // A name of its own: two that probe the same server must not end each other's meeting.
    this.meeting = prefix + "-" + random();
  }

  private static String random() {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  protected void ask() {
    atEnd(this::clean);
    created = true;
    // Should we be cut off, the server ends it by itself: after two minutes, or one while empty.
    call(
        "create",
        "name=Fleet+probe&meetingID="
            + meeting
            + "&moderatorPW="
            + moderator
            + "&attendeePW="
            + random()
            + "&record=false&duration=2&maxParticipants=2&meetingExpireIfNoUserJoinedInMinutes=1"
            + "&meta_bbb-fleet=probe",
        made ->
            call(
                "join",
                "fullName=Fleet+probe&meetingID="
                    + meeting
                    + "&password="
                    + moderator
                    + "&redirect=false",
                joined -> {
                  ending = true;
                  call("end", theEnd(), over -> end(true, ""));
                }));
  }

  private String theEnd() {
    return "meetingID=" + meeting + "&password=" + moderator;
  }

  /** Ends a meeting whose probe failed before it came to that. */
  private void clean() {
    if (created && !ending) {
      ending = true;
      signed(server.api(), "end", theEnd(), LAST_CALL)
          .onFailure(e -> log.info("The test meeting {} ends by itself", meeting));
    }
  }
}
