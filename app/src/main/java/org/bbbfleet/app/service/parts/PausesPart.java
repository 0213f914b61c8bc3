package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.text;
import static org.bbbfleet.app.service.api.Field.whole;

import com.google.auto.service.AutoService;
import java.util.List;
import org.bbbfleet.alerts.guard.Pauses;
import org.bbbfleet.app.service.api.ApiContext;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.ApiRequest;
import org.bbbfleet.app.service.api.Field;
import org.bbbfleet.app.service.api.Operation;

/** Pauses of healing. */
@AutoService(ApiPart.class)
public final class PausesPart implements ApiPart {
  private static final long LONGEST_SECONDS = 30L * 24 * 3600;
  private static final Field WHO =
      text("who", "who says so; a named token's name comes first").optional();
  private static final Field HOST = text("host", "the host; the whole fleet without it").optional();

  /** The pauses that have not expired. */
  public record PauseList(List<Pauses.Pause> pauses) {}

  @Override
  public String area() {
    return "pauses";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read("pauses", "/pauses", "The pauses that have not expired.")
            .answers(
                PauseList.class, (service, request) -> new PauseList(service.healer().pauses())),
        Operation.change("pause", "/pauses", "Lets the healer do nothing for a time.")
            .takes(
                HOST,
                WHO,
                text("reason", "why; kept in the audit trail"),
                whole("seconds", 1, LONGEST_SECONDS, "for how long"))
            .says(PausesPart::pause),
        Operation.change("resume", "/pauses/end", "Ends a pause.")
            .takes(HOST, WHO)
            .says(PausesPart::resume));
  }

  private static Operation.Said pause(ApiContext service, ApiRequest request) {
    Pauses.Pause pause =
        service
            .healer()
            .pause(
                scope(request),
                author(request),
                request.text("reason"),
                service.clock().instant().plusSeconds(request.number("seconds")));
    return new Operation.Said("healing is paused: " + pause.scope() + ", until " + pause.until());
  }

  private static Operation.Said resume(ApiContext service, ApiRequest request) {
    String scope = scope(request);
    return new Operation.Said(
        service.healer().resume(scope, author(request))
            ? "healing goes on: " + scope
            : "there was no pause: " + scope);
  }

  private static String author(ApiRequest request) {
    return request.caller().author(request.optionalText("who"));
  }

  private static String scope(ApiRequest request) {
    return request.optionalText("host").orElse(Pauses.FLEET);
  }
}
