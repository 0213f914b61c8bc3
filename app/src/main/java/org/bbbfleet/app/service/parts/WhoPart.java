package org.bbbfleet.app.service.parts;

import com.google.auto.service.AutoService;
import java.util.List;
import org.bbbfleet.app.service.api.Access;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.Operation;

/** Who a token is, so that a page shows only what its bearer may do. */
@AutoService(ApiPart.class)
public final class WhoPart implements ApiPart {
  /**
   * The caller.
   *
   * @param name the token's name
   * @param access anyone, viewer, operator, approver or admin
   */
  public record Me(String name, String access) {}

  @Override
  public String area() {
    return "tokens";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read("whoami", "/whoami", "Whose token this is, and what it allows.")
            .needs(Access.ANYONE)
            .answers(
                Me.class,
                (service, request) ->
                    new Me(request.caller().name(), request.caller().access().label())));
  }
}
