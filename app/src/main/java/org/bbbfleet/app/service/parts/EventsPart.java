package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.whole;

import com.google.auto.service.AutoService;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.incident.Healer;
import org.bbbfleet.app.service.api.ApiContext;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.ApiRequest;
import org.bbbfleet.app.service.api.Operation;
import org.bbbfleet.app.service.live.EventFeed;
import org.bbbfleet.app.service.status.StoryLine;

/** Everything that was decided and done, in order. */
@AutoService(ApiPart.class)
public final class EventsPart implements ApiPart {
  private static final int MOST = 500;

  /** Events, oldest first. */
  public record Events(List<StoryLine.Event> events) {}

  @Override
  public String area() {
    return "events";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read(
                "events", "/events", "The audit trail after an event, oldest first, 500 at most.")
            .takes(whole("after", 0, Long.MAX_VALUE, "the last event that is known").inQuery())
            .answers(
                Events.class,
                (service, request) ->
                    new Events(
                        service
                            .healer()
                            .eventsAfter(request.optionalNumber("after").orElse(0L), MOST)
                            .stream()
                            .map(StoryLine::event)
                            .toList())),
        Operation.read(
                "event_stream",
                "/events/stream",
                "The audit trail as it is written, as server-sent events. The header Last-Event-ID"
                    + " goes on after an event that is known, as does the parameter; without both"
                    + " it begins now.")
            .takes(whole("after", 0, Long.MAX_VALUE, "the last event that is known").inQuery())
            .streams("text/event-stream; charset=utf-8", EventsPart::stream));
  }

  private static void stream(ApiContext service, ApiRequest request, RoutingContext http) {
    Optional<Long> known =
        lastEventId(http.request().getHeader("Last-Event-ID"))
            .or(() -> request.optionalNumber("after"));
    Healer healer = service.healer();
    service.streams().serve(http, EventFeed.of(healer, known));
  }

  private static Optional<Long> lastEventId(String header) {
    // What a browser sends is what we once gave it; anything else is as good as nothing.
    return Optional.ofNullable(header)
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::valueOf);
  }
}
