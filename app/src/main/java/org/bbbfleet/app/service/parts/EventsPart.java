package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.whole;

import com.google.auto.service.AutoService;
import java.util.List;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.Operation;
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
                            .toList())));
  }
}
