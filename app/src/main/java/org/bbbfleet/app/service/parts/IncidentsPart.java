package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.id;
import static org.bbbfleet.app.service.api.Field.text;

import com.google.auto.service.AutoService;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bbbfleet.alerts.incident.IncidentView;
import org.bbbfleet.app.service.api.Access;
import org.bbbfleet.app.service.api.ApiContext;
import org.bbbfleet.app.service.api.ApiFailure;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.ApiRequest;
import org.bbbfleet.app.service.api.Field;
import org.bbbfleet.app.service.api.Operation;
import org.bbbfleet.app.service.status.FleetStatus;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** Incidents, and people's answers to what they propose. */
@AutoService(ApiPart.class)
public final class IncidentsPart implements ApiPart {
  private static final int MOST = 100;
  private static final Field ID = id("the incident's number");
  private static final Field REASON = text("reason", "why; kept in the audit trail").upTo(300);
  private static final Field ASKED =
      text("asked", "when the question was asked that is answered, as the incident tells it")
          .optional();
  private static final Field WHO =
      text("who", "who says so; a named token's name comes first").optional();

  /** Incidents, newest first. */
  public record IncidentList(List<Row> incidents) {}

  /** One of them. */
  public record Row(
      long id,
      Instant opened,
      String host,
      String alert,
      String state,
      String reason,
      int attempts) {
    static Row of(IncidentView i) {
      return new Row(
          i.id(),
          i.openedAt(),
          i.host(),
          i.alert(),
          i.state().name().toLowerCase(Locale.ROOT),
          i.reason(),
          i.attempts());
    }
  }

  @Override
  public String area() {
    return "incidents";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read("incidents", "/incidents", "The newest hundred incidents, newest first.")
            .answers(
                IncidentList.class,
                (service, request) ->
                    new IncidentList(
                        service.healer().incidents(MOST).stream().map(Row::of).toList())),
        Operation.read("incident", "/incidents/{id}", "An incident with its story.")
            .takes(ID)
            .answers(FleetStatus.IncidentCard.class, IncidentsPart::incident),
        Operation.change(
                "approve_incident",
                "/incidents/{id}/approve",
                "Approves the step that an incident proposes.")
            .needs(Access.APPROVER)
            .takes(ID, ASKED, WHO, REASON)
            .says(
                (service, request) -> {
                  service
                      .healer()
                      .approve(
                          known(service, request),
                          asked(request),
                          author(request),
                          request.text("reason"));
                  return new Operation.Said("incident " + request.number("id") + ": approved");
                }),
        Operation.change(
                "reject_incident",
                "/incidents/{id}/reject",
                "Rejects the step that an incident proposes; a person takes over.")
            .needs(Access.APPROVER)
            .takes(ID, ASKED, WHO, REASON)
            .says(
                (service, request) -> {
                  service
                      .healer()
                      .reject(
                          known(service, request),
                          asked(request),
                          author(request),
                          request.text("reason"));
                  return new Operation.Said(
                      "incident " + request.number("id") + ": rejected; a person takes over");
                }));
  }

  private static FleetStatus.IncidentCard incident(ApiContext service, ApiRequest request) {
    return service
        .healer()
        .incident(request.number("id"))
        .map(story -> service.status().card(story.incident()))
        .orElseThrow(() -> missing(request));
  }

  private static long known(ApiContext service, ApiRequest request) {
    if (service.healer().incident(request.number("id")).isEmpty()) {
      throw missing(request);
    }
    return request.number("id");
  }

  private static ApiFailure missing(ApiRequest request) {
    return ApiFailure.missing("there is no incident " + request.number("id"));
  }

  private static Optional<Instant> asked(ApiRequest request) {
    try {
      return request.optionalText("asked").map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw new FleetException(
          ErrorCategory.INPUT, "asked must be a time as the incident tells it");
    }
  }

  private static String author(ApiRequest request) {
    return request.caller().author(request.optionalText("who"));
  }
}
