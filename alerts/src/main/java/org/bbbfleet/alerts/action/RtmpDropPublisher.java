package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;

/**
 * Drops one publisher of an RTMP server. nginx takes a word that is missing for "all", so that all
 * three are needed, always.
 */
@AutoService(Action.class)
public final class RtmpDropPublisher implements Action {
  @Override
  public String name() {
    return "rtmp-drop-publisher";
  }

  @Override
  public String effect() {
    return "Drops one publisher of nginx's RTMP server, by application, stream and client, all of which must match.";
  }

  @Override
  public Impact impact() {
    return Impact.DESTRUCTIVE;
  }

  @Override
  public String undo() {
    return "Nothing on the host: a publisher that still runs connects again by itself.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("application", "[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "the application"),
        new Parameter(
            "stream",
            "[A-Za-z0-9@._:][A-Za-z0-9@._:-]{0,127}",
            "the stream's name; where that is a secret, sha256: and the first digits of its hash"),
        new Parameter("client", "[1-9][0-9]{0,10}", "the client's id on the page of statistics"));
  }

  @Override
  public List<String> fragments() {
    return List.of("rtmp");
  }

  @Override
  public Duration timeout() {
    return Duration.ofSeconds(150);
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost(
        "rtmp-drop-publisher",
        context.parameter("application"),
        context.parameter("stream"),
        context.parameter("client"));
  }
}
