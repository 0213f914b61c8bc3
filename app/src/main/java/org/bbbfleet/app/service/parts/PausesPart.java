package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.text;
import static org.bbbfleet.app.service.api.Field.whole;

import com.google.auto.service.AutoService;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bbbfleet.alerts.guard.Pauses;
import org.bbbfleet.alerts.policy.Scope;
import org.bbbfleet.app.service.api.ApiContext;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.ApiRequest;
import org.bbbfleet.app.service.api.Field;
import org.bbbfleet.app.service.api.Operation;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** Pauses of healing. */
@AutoService(ApiPart.class)
public final class PausesPart implements ApiPart {
  private static final long LONGEST_SECONDS = 30L * 24 * 3600;
  private static final Field WHO =
      text("who", "who says so; a named token's name comes first").optional();
  private static final Field HOST =
      text("host", "the host; with neither host, role nor group, the whole fleet").optional();
  private static final Field ROLE = text("role", "all hosts of this role").optional();
  private static final Field GROUP = text("group", "all hosts of this group").optional();

  /** The pauses that have not expired. */
  public record PauseList(List<PauseRow> pauses) {}

  /** One of them; the scope is fleet, host:…, role:… or group:…. */
  public record PauseRow(String scope, String owner, String reason, Instant since, Instant until) {
    static PauseRow of(Pauses.Pause pause) {
      return new PauseRow(
          pause.scope().toString(), pause.owner(), pause.reason(), pause.since(), pause.until());
    }
  }

  @Override
  public String area() {
    return "pauses";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read("pauses", "/pauses", "The pauses that have not expired.")
            .answers(
                PauseList.class,
                (service, request) ->
                    new PauseList(service.healer().pauses().stream().map(PauseRow::of).toList())),
        Operation.change("pause", "/pauses", "Lets the healer do nothing for a time.")
            .takes(
                HOST,
                ROLE,
                GROUP,
                WHO,
                text("reason", "why; kept in the audit trail"),
                whole("seconds", 1, LONGEST_SECONDS, "for how long"))
            .says(PausesPart::pause),
        Operation.change("resume", "/pauses/end", "Ends a pause.")
            .takes(HOST, ROLE, GROUP, WHO)
            .says(PausesPart::resume));
  }

  private static Operation.Said pause(ApiContext service, ApiRequest request) {
    Pauses.Pause pause =
        service
            .healer()
            .pause(
                existing(service, request),
                author(request),
                request.text("reason"),
                service.clock().instant().plusSeconds(request.number("seconds")));
    return new Operation.Said(
        "healing is paused: " + pause.scope().text() + ", until " + pause.until());
  }

  private static Operation.Said resume(ApiContext service, ApiRequest request) {
    Scope scope = scope(request);
    return new Operation.Said(
        service.healer().resume(scope, author(request))
            ? "healing goes on: " + scope.text()
            : "there was no pause: " + scope.text());
  }

  private static String author(ApiRequest request) {
    return request.caller().author(request.optionalText("who"));
  }

  private static Scope scope(ApiRequest request) {
    List<Scope> named =
        Stream.of(
                request.optionalText("host").map(Scope::host),
                request.optionalText("role").map(Scope::role),
                request.optionalText("group").map(Scope::group))
            .flatMap(Optional::stream)
            .toList();
    if (named.size() > 1) {
      throw new FleetException(ErrorCategory.INPUT, "name one of host, role and group");
    }
    return named.isEmpty() ? Scope.FLEET : named.get(0);
  }

  private static Scope existing(ApiContext service, ApiRequest request) {
    Scope scope = scope(request);
    if (!scope.exists(service.fleet())) {
      throw new FleetException(ErrorCategory.INPUT, "there is no " + scope.text());
    }
    return scope;
  }
}
