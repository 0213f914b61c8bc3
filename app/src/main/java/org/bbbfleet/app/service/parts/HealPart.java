package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.flag;
import static org.bbbfleet.app.service.api.Field.text;

import com.google.auto.service.AutoService;
import java.util.List;
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

/** Actions that a person orders. */
@AutoService(ApiPart.class)
public final class HealPart implements ApiPart {
  @Override
  public String area() {
    return "heal";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.change(
                "heal",
                "/heal",
                "Takes an action of the catalogue on a host, unless a guard holds it back.")
            .needs(Access.APPROVER)
            .takes(
                text("action", "a name of the catalogue").upTo(100),
                text("host", "the host").upTo(200),
                Field.texts("params", "the action's parameters: unit=nginx.service"),
                text("who", "who says so; a named token's name comes first").optional(),
                text("reason", "why; kept in the audit trail").upTo(300),
                flag("dry_run", "only says what would be done"),
                flag("force", "past the guards, but for the inventory and the host's own stop"))
            .answers(HealReport.class, HealPart::heal));
  }

  private static HealReport heal(ApiContext service, ApiRequest request) {
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
                request.text("action"),
                PolicyPart.pairs(request.texts("params")),
                request.text("host"),
                request.caller().author(request.optionalText("who")),
                request.text("reason"),
                kind));
  }
}
