package org.bbbfleet.app.service.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** Reads what an operation takes, and refuses what it does not. */
final class ApiReader {
  private final Operation operation;

  ApiReader(Operation operation) {
    this.operation = operation;
  }

  /**
   * The values by name.
   *
   * @throws FleetException (INPUT) saying what is wrong with which one
   */
  Map<String, Object> read(RoutingContext http) {
    JsonNode body = body(http);
    List<String> known = operation.takes().stream().map(Field::name).toList();
    List<String> given = new ArrayList<>();
    body.fieldNames().forEachRemaining(given::add);
    given.addAll(http.queryParams().names());
    for (String name : given) {
      if (!known.contains(name)) {
        throw bad("unknown: " + name + "." + Suggestion.sentence(name, known));
      }
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Field field : operation.takes()) {
      Optional<Object> value =
          switch (field.in()) {
            case PATH -> ofText(field, http.pathParam(field.name()));
            case QUERY -> ofText(field, http.queryParams().get(field.name()));
            case BODY -> ofJson(field, body.path(field.name()));
          };
      if (value.isEmpty() && field.need() == Field.Need.REQUIRED) {
        throw bad(field.name() + " is missing: " + rule(field));
      }
      value.ifPresent(v -> values.put(field.name(), v));
    }
    return values;
  }

  private JsonNode body(RoutingContext http) {
    Buffer bytes = operation.method() == Operation.Method.GET ? null : http.body().buffer();
    if (bytes == null || bytes.length() == 0) {
      return JsonFormat.mapper().createObjectNode();
    }
    try {
      JsonNode node = JsonFormat.mapper().readTree(bytes.getBytes());
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new FleetException(
          ErrorCategory.INPUT, "the body is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new FleetException(ErrorCategory.INPUT, "the body is not JSON", e);
    }
    throw bad("the body must be a JSON object");
  }

  private Optional<Object> ofText(Field field, String text) {
    if (text == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (field.kind()) {
          case TEXT -> text(field, text);
          case WHOLE -> whole(field, text);
          case FLAG -> flag(field, text);
          case TEXTS -> texts(field, List.of(text.split(",")));
        });
  }

  private Optional<Object> ofJson(Field field, JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    switch (field.kind()) {
      case TEXT -> {
        if (node.isTextual()) {
          boolean left = node.textValue().isEmpty() && field.need() == Field.Need.OPTIONAL;
          return left ? Optional.empty() : Optional.of(text(field, node.textValue()));
        }
      }
      case WHOLE -> {
        if (node.isIntegralNumber() || node.isTextual()) {
          return Optional.of(whole(field, node.asText()));
        }
      }
      case FLAG -> {
        if (node.isBoolean()) {
          return Optional.of(node.booleanValue());
        }
      }
      case TEXTS -> {
        if (node.isArray()) {
          return Optional.of(texts(field, entries(field, node)));
        }
      }
    }
    throw bad(field.name() + " must be " + rule(field));
  }

  private List<String> entries(Field field, JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (Iterator<JsonNode> each = array.elements(); each.hasNext(); ) {
      JsonNode node = each.next();
      if (!node.isTextual()) {
        throw bad(field.name() + " must be " + rule(field));
      }
      texts.add(node.textValue());
    }
    return texts;
  }

  private String text(Field field, String text) {
    long length = text.codePointCount(0, text.length());
    boolean right =
        field.choices().isEmpty()
            ? !text.isBlank() && length >= field.least() && length <= field.most()
            : field.choices().contains(text);
    if (!right) {
      throw bad(field.name() + " must be " + rule(field));
    }
    return text;
  }

  private long whole(Field field, String text) {
    try {
      // Not Long.parseLong, which takes digits of every script.
      if (text.matches("-?[0-9]{1,19}")) {
        BigDecimal number = new BigDecimal(text);
        if (number.compareTo(BigDecimal.valueOf(field.least())) >= 0
            && number.compareTo(BigDecimal.valueOf(field.most())) <= 0) {
          return number.longValueExact();
        }
      }
    } catch (ArithmeticException e) {
      throw new FleetException(ErrorCategory.INPUT, field.name() + " must be " + rule(field), e);
    }
    throw bad(field.name() + " must be " + rule(field));
  }

  private boolean flag(Field field, String text) {
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw bad(field.name() + " must be " + rule(field));
  }

  private List<String> texts(Field field, List<String> entries) {
    boolean right =
        entries.size() <= field.most()
            && entries.stream().allMatch(e -> !e.isBlank() && e.length() <= 500)
            && (field.choices().isEmpty() || field.choices().containsAll(entries));
    if (!right) {
      throw bad(field.name() + " must be " + rule(field));
    }
    return List.copyOf(entries);
  }

  private static String rule(Field field) {
    if (!field.choices().isEmpty()) {
      return "one of " + String.join(", ", field.choices());
    }
    return switch (field.kind()) {
      case TEXT -> "a text of " + field.least() + " to " + field.most() + " characters";
      case WHOLE ->
          "a whole number from "
              + field.least()
              + (field.most() == Long.MAX_VALUE ? "" : " to " + field.most());
      case FLAG -> "true or false";
      case TEXTS -> "a list of at most " + field.most() + " texts";
    };
  }

  private static FleetException bad(String message) {
    return new FleetException(ErrorCategory.INPUT, message);
  }
}
