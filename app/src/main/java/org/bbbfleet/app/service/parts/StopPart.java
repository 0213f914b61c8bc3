package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.text;

import com.google.auto.service.AutoService;
import java.time.Instant;
import java.util.List;
import org.bbbfleet.alerts.guard.StopSwitch;
import org.bbbfleet.app.service.api.Access;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.ApiRequest;
import org.bbbfleet.app.service.api.Field;
import org.bbbfleet.app.service.api.Operation;

/** The switch that stops all healing. */
@AutoService(ApiPart.class)
public final class StopPart implements ApiPart {
  private static final Field WHO =
      text("who", "who says so; a named token's name comes first").optional();
  private static final Field REASON = text("reason", "why; kept in the audit trail").upTo(300);

  /** Whether all healing is stopped; owner and reason are empty and since is null when not. */
  public record StopState(boolean stopped, String owner, String reason, Instant since) {
    static StopState of(StopSwitch.Stop stop) {
      return new StopState(true, stop.owner(), stop.reason(), stop.since());
    }
  }

  @Override
  public String area() {
    return "stop";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read("stopped", "/stop", "Whether all healing is stopped, by whom and why.")
            .answers(
                StopState.class,
                (service, request) ->
                    service
                        .healer()
                        .stopped()
                        .map(StopState::of)
                        .orElse(new StopState(false, "", "", null))),
        Operation.change("stop", "/stop", "Stops all healing until somebody starts it again.")
            .takes(WHO, REASON)
            .answers(
                StopState.class,
                (service, request) ->
                    StopState.of(
                        service.healer().stopAll(author(request), request.text("reason")))),
        Operation.change("start", "/stop/end", "Lets the healer act again.")
            .needs(Access.APPROVER)
            .takes(WHO, REASON)
            .says(
                (service, request) ->
                    new Operation.Said(
                        service.healer().startAgain(author(request), request.text("reason"))
                            ? "healing goes on"
                            : "nothing was stopped")));
  }

  private static String author(ApiRequest request) {
    return request.caller().author(request.optionalText("who"));
  }
}
