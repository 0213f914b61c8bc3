package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.id;
import static org.bbbfleet.app.service.api.Field.text;
import static org.bbbfleet.app.service.api.Field.whole;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bbbfleet.alerts.audit.AuditHead;
import org.bbbfleet.alerts.audit.AuditTrail;
import org.bbbfleet.alerts.audit.HealingEvent;
import org.bbbfleet.app.AuditVerdict;
import org.bbbfleet.app.service.api.Access;
import org.bbbfleet.app.service.api.ApiContext;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.ApiRequest;
import org.bbbfleet.app.service.api.OneAtATime;
import org.bbbfleet.app.service.api.Operation;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** The record of everything that was decided and done. */
@AutoService(ApiPart.class)
public final class AuditPart implements ApiPart {
  private static final long MOST = 500;

  /** It reads the whole trail, and holds one of the store's few connections meanwhile. */
  private final OneAtATime verifying = new OneAtATime("the audit trail is being verified");

  /** Rows of the trail, newest first. */
  public record Rows(List<Row> rows) {}

  /** A row of the trail; {@code hash} only where one row was asked for. */
  public record Row(
      long id,
      String at,
      Optional<Long> incident,
      String kind,
      String host,
      String alert,
      String who,
      String text,
      String why,
      String evidence,
      String output,
      Optional<String> took,
      Optional<String> hash) {}

  @Override
  public String area() {
    return "audit";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read("audit", "/audit", "What was decided and done, newest first.")
            .takes(
                whole("limit", 1, MOST, "how many").inQuery(),
                whole("before", 1, Long.MAX_VALUE, "only rows before this one").inQuery(),
                text("host", "only of this host").inQuery())
            .answers(Rows.class, AuditPart::rows),
        Operation.read(
                "audit_verify",
                "/audit/verify",
                "Whether the trail is what was written. One at a time: 503 while another is.")
            .takes(
                text("heads", "heads that were noted elsewhere, with commas between them")
                    .inQuery())
            .answers(AuditVerdict.class, this::verify),
        Operation.read("audit_row", "/audit/{id}", "One row with its hash.")
            .takes(id("the row's number"))
            .answers(Row.class, AuditPart::row),
        Operation.change(
                "take",
                "/incidents/{id}/take",
                "Takes care of an escalated incident: nobody else is called.")
            .takes(
                id("the incident's number"),
                text("who", "who says so; a named token's name comes first").optional(),
                text("reason", "why; kept in the audit trail"))
            .needs(Access.OPERATOR)
            .says(AuditPart::take));
  }

  private static AuditTrail trail(ApiContext service) {
    return new AuditTrail(service.store(), service.clock());
  }

  private static Rows rows(ApiContext service, ApiRequest request) {
    return new Rows(
        trail(service)
            .newest(
                request.optionalNumber("before").orElse(0L),
                request.optionalText("host").orElse(""),
                (int) (long) request.optionalNumber("limit").orElse(100L))
            .stream()
            .map(event -> row(event, Optional.empty()))
            .toList());
  }

  private static Row row(ApiContext service, ApiRequest request) {
    long id = request.number("id");
    AuditTrail.Recorded recorded =
        trail(service)
            .find(id)
            .orElseThrow(
                () -> new FleetException(ErrorCategory.INPUT, "the trail has no row " + id));
    return row(recorded.event(), Optional.of(recorded.hash()));
  }

  private static Row row(HealingEvent event, Optional<String> hash) {
    return new Row(
        event.id(),
        event.at().toString(),
        event.incident().isPresent() ? Optional.of(event.incident().getAsLong()) : Optional.empty(),
        event.kind().name().toLowerCase(Locale.ROOT),
        event.host(),
        event.alert(),
        event.who(),
        event.text(),
        event.why(),
        event.evidence(),
        event.output(),
        event.took().map(Duration::toString),
        hash);
  }

  private AuditVerdict verify(ApiContext service, ApiRequest request) {
    List<AuditHead> known =
        request.optionalText("heads").stream()
            .flatMap(text -> Stream.of(text.split(",")))
            .map(AuditHead::parse)
            .toList();
    return verifying.run(() -> AuditVerdict.of(trail(service).verify(known)));
  }

  private static Operation.Said take(ApiContext service, ApiRequest request) {
    long id = request.number("id");
    service
        .healer()
        .take(id, request.caller().author(request.optionalText("who")), request.text("reason"));
    return new Operation.Said("incident " + id + " is yours; nobody else is called");
  }
}
