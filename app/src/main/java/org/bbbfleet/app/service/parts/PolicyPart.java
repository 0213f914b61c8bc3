package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.text;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.alerts.incident.Explanation;
import org.bbbfleet.app.service.api.ApiContext;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.ApiRequest;
import org.bbbfleet.app.service.api.Field;
import org.bbbfleet.app.service.api.Operation;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** What the healer would do, and why. */
@AutoService(ApiPart.class)
public final class PolicyPart implements ApiPart {
  @Override
  public String area() {
    return "policies";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read(
                "explain_policy",
                "/policies/{alert}/explain",
                "What would happen now if an alert fired on a host, by the guards that decide.")
            .takes(
                text("alert", "the alert's name").inPath(),
                new Field(
                    "host",
                    Field.In.QUERY,
                    Field.Kind.TEXT,
                    Field.Need.REQUIRED,
                    1,
                    200,
                    List.of(),
                    "the host"),
                Field.texts("labels", "further labels of the alert: unit=nginx.service").inQuery())
            .answers(Explanation.class, PolicyPart::explain));
  }

  private static Explanation explain(ApiContext service, ApiRequest request) {
    return service
        .healer()
        .explain(request.text("alert"), request.text("host"), pairs(request.texts("labels")));
  }

  /** Reads {@code name=value}. */
  static Map<String, String> pairs(List<String> texts) {
    Map<String, String> pairs = new TreeMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new FleetException(ErrorCategory.INPUT, "must be name=value: " + text);
      }
      pairs.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return pairs;
  }
}
