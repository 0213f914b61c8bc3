package org.bbbfleet.app.service.parts;

import com.google.auto.service.AutoService;
import java.util.List;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.Operation;
import org.bbbfleet.app.service.status.FleetStatus;

/** Is teaching disturbed now, what is being done about it, what needs a person. */
@AutoService(ApiPart.class)
public final class StatusPart implements ApiPart {
  @Override
  public String area() {
    return "status";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read(
                "status",
                "/status",
                "Hosts, what disturbs them, and what is being done: what the console shows.")
            .answers(FleetStatus.Answer.class, (service, request) -> service.status().now()));
  }
}
