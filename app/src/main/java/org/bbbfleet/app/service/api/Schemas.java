package org.bbbfleet.app.service.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * JSON Schemas of the records that are answered. An {@link Optional} or a number's object type may
 * be null in the answer, everything else is there.
 */
final class Schemas {
  private final Map<String, Map<String, Object>> named = new TreeMap<>();
  private final Map<String, Class<?>> owners = new LinkedHashMap<>();

  /** The schemas of all records that were asked for, and of those in them, by name. */
  Map<String, Map<String, Object>> named() {
    return named;
  }

  /**
   * The schema of a type.
   *
   * @throws IllegalArgumentException when the type can't be described
   */
  Map<String, Object> of(Type type) {
    if (type instanceof ParameterizedType generic) {
      return ofGeneric(generic);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return ofRecord(plain);
    }
    if (plain.isEnum()) {
      return Map.of(
          "type",
          "string",
          "enum",
          Stream.of(plain.getEnumConstants()).map(value -> ((Enum<?>) value).name()).toList());
    }
    if (plain == String.class || plain == URI.class) {
      return Map.of("type", "string");
    }
    if (plain == Instant.class) {
      return Map.of("type", "string", "format", "date-time");
    }
    if (plain == Duration.class) {
      return Map.of("type", "string", "format", "duration");
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return Map.of("type", "boolean");
    }
    if (plain == int.class || plain == long.class) {
      return Map.of("type", "integer");
    }
    if (plain == double.class) {
      return Map.of("type", "number");
    }
    if (plain == Integer.class || plain == Long.class || plain == OptionalLong.class) {
      return Map.of("type", List.of("integer", "null"));
    }
    if (plain == Double.class) {
      return Map.of("type", List.of("number", "null"));
    }
    throw new IllegalArgumentException("no schema for " + type);
  }

  private Map<String, Object> ofGeneric(ParameterizedType generic) {
    Class<?> raw = (Class<?>) generic.getRawType();
    Type[] of = generic.getActualTypeArguments();
    if (Collection.class.isAssignableFrom(raw)) {
      return Map.of("type", "array", "items", of(of[0]));
    }
    if (Map.class.isAssignableFrom(raw)) {
      return Map.of("type", "object", "additionalProperties", of(of[1]));
    }
    if (raw == Optional.class) {
      return Map.of("anyOf", List.of(of(of[0]), Map.of("type", "null")));
    }
    throw new IllegalArgumentException("no schema for " + generic);
  }

  private Map<String, Object> ofRecord(Class<?> type) {
    String name =
        (type.getEnclosingClass() == null ? "" : type.getEnclosingClass().getSimpleName())
            + type.getSimpleName();
    Class<?> owner = owners.putIfAbsent(name, type);
    if (owner != null && owner != type) {
      throw new IllegalArgumentException(owner + " and " + type + " have one name");
    }
    if (owner == null) {
      Map<String, Object> properties = new LinkedHashMap<>();
      List<String> required = new ArrayList<>();
      for (RecordComponent component : type.getRecordComponents()) {
        properties.put(component.getName(), of(component.getGenericType()));
        required.add(component.getName());
      }
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      schema.put("properties", properties);
      schema.put("required", required);
      named.put(name, schema);
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }
}
