package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.run.OnceMarks;

/**
 * The marks of a running {@code fleet serve}, so that all operators' runs know what has happened
 * once in the fleet. What is marked while nobody is there, as before the service is first
 * provisioned, is kept here until somebody is.
 */
final class SharedMarks implements OnceMarks {
  private static final String PATH = "/api/v1/once";

  private final OwnService serve;
  private final OnceMarks own;

  /**
   * Marks of a service.
   *
   * @param own what it has not been told yet
   */
  SharedMarks(OwnService serve, OnceMarks own) {
    this.serve = serve;
    this.own = own;
  }

  @Override
  public List<Done> all() {
    try {
      return there();
    } catch (FleetException e) {
      if (!OwnService.silent(e)) {
        throw e;
      }
      serve.warnOfSilence();
      return own.all();
    }
  }

  private List<Done> there() {
    for (Done step : own.all()) {
      tell(step);
      own.forget(step.name());
    }
    JsonNode told = serve.get(PATH).path("steps");
    if (!told.isArray()) {
      throw serve.strange("not with a list of steps");
    }
    List<Done> steps = new ArrayList<>();
    told.forEach(step -> steps.add(step(step)));
    return steps;
  }

  private Done step(JsonNode step) {
    try {
      return new Done(
          step.path("name").asText(),
          step.path("host").asText(),
          step.path("run").asText(),
          Instant.parse(step.path("at").asText()));
    } catch (DateTimeParseException e) {
      throw serve.strange("with a step without its time");
    }
  }

  private void tell(Done step) {
    serve.post(PATH, Map.of("name", step.name(), "host", step.host(), "run", step.run()));
  }

  @Override
  public void mark(Done step) {
    // Here first: a program that ends now has not lost it.
    own.mark(step);
    try {
      tell(step);
      own.forget(step.name());
    } catch (FleetException e) {
      if (!OwnService.silent(e)) {
        throw e;
      }
      serve.warnOfSilence();
    }
  }

  /**
   * Forgets that a step was done.
   *
   * @throws FleetException (UNREACHABLE) when nobody is there: others would still know of it
   */
  @Override
  public boolean forget(String name) {
    boolean done = there().stream().anyMatch(step -> step.name().equals(name));
    if (done) {
      serve.post(PATH + "/forget", Map.of("name", name));
    }
    return done;
  }
}
