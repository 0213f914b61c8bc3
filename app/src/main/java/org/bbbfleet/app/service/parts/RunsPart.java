package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.text;
import static org.bbbfleet.app.service.api.Field.texts;
import static org.bbbfleet.app.service.api.Field.whole;

import com.google.auto.service.AutoService;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.app.service.api.Access;
import org.bbbfleet.app.service.api.ApiContext;
import org.bbbfleet.app.service.api.ApiFailure;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.ApiRequest;
import org.bbbfleet.app.service.api.Field;
import org.bbbfleet.app.service.api.Operation;
import org.bbbfleet.app.service.runs.RunViews;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.Serial;
import org.bbbfleet.provisioning.run.Share;

/** Plans and runs: begun, seen, approved, stopped. */
@AutoService(ApiPart.class)
public final class RunsPart implements ApiPart {
  private static final int MOST = 50;
  private static final Field ID = text("id", "the run's id").upTo(100).inPath();
  private static final Field REASON = text("reason", "why; kept in the run's record").upTo(300);
  private static final Field WHO =
      text("who", "who says so; a named token's name comes first").optional();

  /**
   * The newest runs.
   *
   * @param enabled whether the service provisions by itself
   */
  public record RunList(boolean enabled, List<RunViews.Row> runs) {}

  /** A run that began. */
  public record Begun(String said, String id) {}

  @Override
  public String area() {
    return "runs";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read("runs", "/runs", "The newest fifty plans and runs, newest first.")
            .answers(
                RunList.class,
                (service, request) ->
                    new RunList(service.runs().enabled(), service.runs().newest(MOST))),
        Operation.read("run", "/runs/{id}", "A run with each host's progress or outcome.")
            .takes(ID)
            .answers(RunViews.View.class, RunsPart::run),
        Operation.read(
                "run_events",
                "/runs/{id}/events",
                "A run's progress as server-sent events from its beginning, or after"
                    + " Last-Event-ID; ends with the run.")
            .takes(ID)
            .streams("text/event-stream; charset=utf-8", RunsPart::stream),
        Operation.change("plan_run", "/runs/plan", "Plans; changes nothing.")
            .takes(
                text("limit", "the pattern of hosts; all without it").optional(),
                texts("roles", "only these roles; all without it"),
                whole("forks", 1, 1000, "how many hosts at once; 20 without it").optional(),
                text(
                        "serial",
                        "in batches, one after another: 2, 20% or 1,5,20%; the last size repeats,"
                            + " and a batch in which a host fails is the last one")
                    .upTo(100)
                    .optional(),
                text(
                        "max_fail",
                        "how many hosts may fail, 2 or 10%, before no other is begun; any number"
                            + " without it, none with serial")
                    .upTo(10)
                    .optional(),
                WHO)
            .answers(Begun.class, RunsPart::plan),
        Operation.change(
                "approve_run", "/runs/{id}/approve", "Approves a plan and carries out exactly it.")
            .needs(Access.APPROVER)
            .takes(ID, REASON, WHO)
            .answers(
                Begun.class,
                (service, request) -> {
                  String id =
                      service
                          .runs()
                          .approve(
                              known(service, request),
                              request.caller(),
                              author(request),
                              request.text("reason"));
                  return new Begun("approved; run " + id + " carries it out", id);
                }),
        Operation.change("reject_run", "/runs/{id}/reject", "Rejects a plan.")
            .needs(Access.APPROVER)
            .takes(ID, REASON, WHO)
            .says(
                (service, request) -> {
                  service
                      .runs()
                      .reject(known(service, request), author(request), request.text("reason"));
                  return new Operation.Said("rejected; nothing was changed");
                }),
        Operation.change(
                "cancel_run",
                "/runs/{id}/cancel",
                "Stops a run: no other host is begun, and each ends its current script.")
            .takes(ID, REASON, WHO)
            .says(
                (service, request) -> {
                  service
                      .runs()
                      .cancel(known(service, request), author(request), request.text("reason"));
                  return new Operation.Said("the run ends after what is under way");
                }));
  }

  private static RunViews.View run(ApiContext service, ApiRequest request) {
    return service.runs().find(request.text("id")).orElseThrow(() -> missing(request));
  }

  private static Begun plan(ApiContext service, ApiRequest request) {
    String id = service.runs().plan(request.caller(), how(request));
    return new Begun("run " + id + " plans", id);
  }

  private static RunOptions how(ApiRequest request) {
    Optional<Long> forks = request.optionalNumber("forks");
    Optional<String> serial = request.optionalText("serial");
    Optional<String> maxFail = request.optionalText("max_fail");
    String command =
        "the service"
            + forks.map(n -> ", forks " + n).orElse("")
            + serial.map(text -> ", serial " + text).orElse("")
            + maxFail.map(text -> ", max_fail " + text).orElse("");
    RunOptions how =
        RunOptions.by(author(request))
            .asked(command, request.optionalText("limit").orElse(""))
            .roles(request.texts("roles"))
            .forks(forks.orElse(RunOptions.USUAL_FORKS).intValue());
    try {
      if (serial.isPresent()) {
        how = how.serial(Serial.parse(serial.get()));
      }
      return maxFail.isPresent() ? how.maxFail(Share.parse(maxFail.get())) : how;
    } catch (IllegalArgumentException e) {
      throw new FleetException(ErrorCategory.INPUT, e.getMessage(), e);
    }
  }

  private static void stream(ApiContext service, ApiRequest request, RoutingContext http) {
    int known =
        Optional.ofNullable(http.request().getHeader("Last-Event-ID"))
            .filter(text -> text.matches("[0-9]{1,9}"))
            .map(Integer::valueOf)
            .orElse(0);
    service.streams().serve(http, service.runs().feed(request.text("id"), known));
  }

  private static String known(ApiContext service, ApiRequest request) {
    return run(service, request).id();
  }

  private static ApiFailure missing(ApiRequest request) {
    return ApiFailure.missing("there is no run " + request.text("id"));
  }

  private static String author(ApiRequest request) {
    return request.caller().author(request.optionalText("who"));
  }
}
