package org.bbbfleet.app.service.grafana;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bbbfleet.alerts.audit.HealingEvent;
import org.bbbfleet.provisioning.run.RunReport;

/**
 * A mark on Grafana's time axis.
 *
 * @param from when it happened, or began
 * @param to when it ended, for what takes time
 * @param text for people; Grafana shows it as HTML, so it is escaped when it is sent
 * @param tags by which dashboards choose
 */
public record Annotation(Instant from, Optional<Instant> to, String text, List<String> tags) {
  /** All of ours have it. */
  public static final String TAG = "bbb-fleet";

  public Annotation {
    tags = List.copyOf(tags);
  }

  /** The mark of a healing event, if it is one that people look for on a graph. */
  public static Optional<Annotation> of(HealingEvent event) {
    return switch (event.kind()) {
      case OPENED, ACTION_STARTED, HEALED, ESCALATED ->
          Optional.of(
              new Annotation(
                  event.at(),
                  Optional.empty(),
                  event.alert() + " on " + event.host() + ": " + event.text(),
                  tags(
                      event.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                      "host:" + event.host())));
      default -> Optional.empty();
    };
  }

  /** The mark of a run that changed something. */
  public static Optional<Annotation> of(RunReport run) {
    if (run.kind() != RunReport.Kind.APPLY) {
      return Optional.empty();
    }
    Instant began = run.request().startedAt();
    return Optional.of(
        new Annotation(
            began,
            Optional.of(began.plus(run.took())),
            "run "
                + run.id()
                + " by "
                + run.request().who()
                + ": "
                + run.state().word()
                + ", "
                + run.changes()
                + " changes on "
                + run.hosts().size()
                + " hosts",
            tags("run", run.state().word())));
  }

  private static List<String> tags(String... more) {
    List<String> tags = new ArrayList<>(List.of(TAG));
    for (String tag : more) {
      tags.add(tag.length() > 100 ? tag.substring(0, 100) : tag);
    }
    return tags;
  }

  /** As Grafana's API takes it. */
  JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put("time", from.toEpochMilli())
            .put("text", escaped(text))
            .put("tags", new JsonArray(tags));
    to.ifPresent(end -> json.put("timeEnd", end.toEpochMilli()));
    return json;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
