package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.flag;
import static org.bbbfleet.app.service.api.Field.text;
import static org.bbbfleet.app.service.api.Field.whole;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.bbbfleet.alerts.incident.HealOrder;
import org.bbbfleet.alerts.incident.HealReport;
import org.bbbfleet.app.service.api.Access;
import org.bbbfleet.app.service.api.ApiContext;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.ApiRequest;
import org.bbbfleet.app.service.api.Field;
import org.bbbfleet.app.service.api.Operation;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** BigBlueButton servers that are taken out of the balancer, and given back. */
@AutoService(ApiPart.class)
public final class DrainPart implements ApiPart {
  private static final Field HOST = text("host", "the BigBlueButton server").upTo(200);
  private static final Field WHO =
      text("who", "who says so; a named token's name comes first").optional();
  private static final Field REASON = text("reason", "why; kept in the audit trail").upTo(300);
  private static final Field DRY_RUN = flag("dry_run", "only says what would be done");
  private static final Field FORCE =
      flag("force", "past the guards, but for the inventory and the host's own stop");

  @Override
  public String area() {
    return "drain";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.change(
                "drain",
                "/drain",
                "Takes a server out of Scalelite, waits until no meeting runs, and works on it.")
            .needs(Access.APPROVER)
            .takes(
                HOST,
                text("deadline", "how long meetings may take: 2h").upTo(6),
                text("then", "hold, restart or reboot").upTo(10),
                text("at_deadline", "give-up or end-meetings").upTo(20),
                whole("leave", 0, 999, "how many other servers must be left to Scalelite"),
                WHO,
                REASON,
                DRY_RUN,
                FORCE)
            .answers(HealReport.class, DrainPart::drain),
        Operation.change(
                "undrain",
                "/undrain",
                "Calls off a server's drain; gives back one that was drained, once it is well.")
            .needs(Access.APPROVER)
            .takes(HOST, WHO, REASON, DRY_RUN, FORCE)
            .answers(HealReport.class, DrainPart::undrain));
  }

  private static HealReport drain(ApiContext service, ApiRequest request) {
    return order(
        service,
        request,
        "drain",
        Map.of(
            "deadline", request.text("deadline"),
            "then", request.text("then"),
            "at_deadline", request.text("at_deadline"),
            "leave", Long.toString(request.number("leave"))));
  }

  private static HealReport undrain(ApiContext service, ApiRequest request) {
    if (!request.flag("dry_run")) {
      OptionalLong running =
          service
              .healer()
              .callOff(
                  request.text("host"),
                  request.caller().author(request.optionalText("who")),
                  request.text("reason"));
      if (running.isPresent()) {
        return new HealReport(running.getAsLong(), "undrain", List.of(), "called off", "");
      }
    }
    return order(service, request, "undrain", Map.of());
  }

  private static HealReport order(
      ApiContext service, ApiRequest request, String action, Map<String, String> parameters) {
    if (request.flag("dry_run") && request.flag("force")) {
      throw new FleetException(ErrorCategory.INPUT, "dry_run and force contradict each other");
    }
    HealOrder.Kind kind =
        request.flag("dry_run")
            ? HealOrder.Kind.DRY_RUN
            : request.flag("force") ? HealOrder.Kind.FORCED : HealOrder.Kind.GUARDED;
    return service
        .healer()
        .heal(
            new HealOrder(
                action,
                parameters,
                request.text("host"),
                request.caller().author(request.optionalText("who")),
                request.text("reason"),
                kind));
  }
}
