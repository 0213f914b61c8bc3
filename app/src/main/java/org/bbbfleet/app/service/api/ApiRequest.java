package org.bbbfleet.app.service.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came in, checked against the operation's fields. */
public final class ApiRequest {
  private final Operation operation;
  private final Caller caller;
  private final Map<String, Object> values;

  ApiRequest(Operation operation, Caller caller, Map<String, Object> values) {
    this.operation = operation;
    this.caller = caller;
    this.values = Map.copyOf(values);
  }

  /** Who calls. */
  public Caller caller() {
    return caller;
  }

  /** A text that is required. */
  public String text(String name) {
    return optionalText(name).orElseThrow(() -> undeclared(name));
  }

  /** A text that may be left out. */
  public Optional<String> optionalText(String name) {
    return value(name, String.class);
  }

  /** A number that is required. */
  public long number(String name) {
    return optionalNumber(name).orElseThrow(() -> undeclared(name));
  }

  /** A number that may be left out. */
  public Optional<Long> optionalNumber(String name) {
    return value(name, Long.class);
  }

  /** Yes or no; no when it was left out. */
  public boolean flag(String name) {
    return value(name, Boolean.class).orElse(false);
  }

  /** A list; empty when it was left out. */
  @SuppressWarnings("unchecked") // ApiReader puts nothing but lists of texts
  public List<String> texts(String name) {
    return value(name, List.class).map(list -> (List<String>) list).orElse(List.of());
  }

  private <T> Optional<T> value(String name, Class<T> type) {
    if (operation.takes().stream().noneMatch(field -> field.name().equals(name))) {
      throw undeclared(name);
    }
    return Optional.ofNullable(values.get(name)).map(type::cast);
  }

  private IllegalStateException undeclared(String name) {
    return new IllegalStateException(operation.id() + " declares no such required field: " + name);
  }
}
