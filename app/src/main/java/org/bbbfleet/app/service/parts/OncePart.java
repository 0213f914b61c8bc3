package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.text;

import com.google.auto.service.AutoService;
import java.util.List;
import org.bbbfleet.app.service.api.ApiContext;
import org.bbbfleet.app.service.api.ApiFailure;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.ApiRequest;
import org.bbbfleet.app.service.api.Operation;
import org.bbbfleet.provisioning.run.OnceMarks;

/** What has happened once in the fleet, for the runs of all its operators. */
@AutoService(ApiPart.class)
public final class OncePart implements ApiPart {

  /** The steps that have been done, by name. */
  public record OnceList(List<OnceMarks.Done> steps) {}

  @Override
  public String area() {
    return "once";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read("once", "/once", "The steps that have happened once in the fleet.")
            .answers(OnceList.class, (service, request) -> new OnceList(marks(service).all())),
        Operation.change("mark_once", "/once", "Marks a step as done; a mark that is there stays.")
            .takes(
                text("name", "the step"),
                text("host", "the host that did it"),
                text("run", "in which run"))
            .says(OncePart::mark),
        Operation.change("forget_once", "/once/forget", "Forgets that a step was done.")
            .takes(text("name", "the step"))
            .says(OncePart::forget));
  }

  private static OnceMarks marks(ApiContext service) {
    return OnceMarks.in(service.store());
  }

  private static Operation.Said mark(ApiContext service, ApiRequest request) {
    marks(service)
        .mark(
            new OnceMarks.Done(
                request.text("name"),
                request.text("host"),
                request.text("run"),
                service.clock().instant()));
    return new Operation.Said("marked");
  }

  private static Operation.Said forget(ApiContext service, ApiRequest request) {
    String name = request.text("name");
    if (!marks(service).forget(name)) {
      throw ApiFailure.missing("no step " + name + " has been done");
    }
    return new Operation.Said("forgotten; the next run does " + name + " again");
  }
}
