package org.bbbfleet.app.service.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The API as an OpenAPI 3.1 document, from its declarations. */
public final class OpenApi {
  /** Where the service serves it. */
  public static final String PATH = Operation.ROOT + "/openapi.json";

  private final Schemas schemas = new Schemas();

  private OpenApi() {}

  /** The document of these areas. */
  public static Map<String, Object> document(List<ApiPart> parts, String version) {
    return new OpenApi().write(parts, version);
  }

  private Map<String, Object> write(List<ApiPart> parts, String version) {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (ApiPart part : parts) {
      for (Operation operation : part.operations()) {
        paths
            .computeIfAbsent(operation.path(), path -> new LinkedHashMap<>())
            .put(
                operation.method().name().toLowerCase(Locale.ROOT),
                operation(part.area(), operation));
      }
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        Map.of(
            "title",
            "BBB Fleet",
            "version",
            version,
            "description",
            "Hosts, alerts, incidents and runs of a BigBlueButton fleet. Texts in answers come from"
                + " elsewhere (alerts, hosts): escape them."));
    document.put("paths", paths);
    // After the paths, which fill them.
    document.put(
        "components",
        Map.of(
            "schemas", schemas.named(),
            "securitySchemes",
                Map.of(
                    "token", Map.of("type", "http", "scheme", "bearer"),
                    "header", Map.of("type", "apiKey", "in", "header", "name", ApiGate.HEADER))));
    return document;
  }

  private Map<String, Object> operation(String area, Operation operation) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("operationId", operation.id());
    described.put("tags", List.of(area));
    described.put("summary", operation.summary());
    described.put("description", "Needs " + operation.access().label() + ".");
    described.put("x-access", operation.access().label());
    List<Map<String, Object>> parameters = new ArrayList<>();
    Map<String, Object> body = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Field field : operation.takes()) {
      if (field.in() == Field.In.BODY) {
        body.put(field.name(), schema(field));
        if (field.need() == Field.Need.REQUIRED) {
          required.add(field.name());
        }
      } else {
        parameters.add(parameter(field));
      }
    }
    if (!parameters.isEmpty()) {
      described.put("parameters", parameters);
    }
    if (operation.work() instanceof Operation.Work.Elsewhere elsewhere) {
      described.put("requestBody", content(true, Map.of("type", "object"), elsewhere.bodyType()));
    } else if (!body.isEmpty()) {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      schema.put("properties", body);
      schema.put("required", required);
      schema.put("additionalProperties", false);
      described.put("requestBody", content(!required.isEmpty(), schema, "application/json"));
    }
    described.put("responses", responses(operation));
    described.put(
        "security",
        operation.access() == Access.ANYONE
            ? List.of()
            : List.of(Map.of("token", List.of()), Map.of("header", List.of())));
    return described;
  }

  private static Map<String, Object> content(
      boolean required, Map<String, Object> schema, String type) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("required", required);
    body.put("content", Map.of(type, Map.of("schema", schema)));
    return body;
  }

  private Map<String, Object> responses(Operation operation) {
    Map<String, Object> responses = new LinkedHashMap<>();
    if (operation.work() instanceof Operation.Work.Answers<?> answers) {
      responses.put("200", response("The answer.", "application/json", schemas.of(answers.type())));
    } else if (operation.work() instanceof Operation.Work.Streams streams) {
      responses.put(
          "200",
          response(
              "The answer.",
              streams.contentType().replaceFirst(";.*", ""),
              Map.of(
                  "type", streams.contentType().equals("application/json") ? "object" : "string")));
    } else {
      responses.put("202", Map.of("description", "Taken."));
    }
    Map<String, Object> failure = schemas.of(ApiAnswer.Failure.class);
    responses.put(
        "default",
        response(
            "A failure: 400 what came in is wrong, 401 no or an unknown token, 403 the token's role"
                + " is not enough, 404 there is no such thing, 409 not as things stand.",
            "application/json",
            failure));
    return responses;
  }

  private static Map<String, Object> response(
      String description, String type, Map<String, Object> schema) {
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("description", description);
    response.put("content", Map.of(type, Map.of("schema", schema)));
    return response;
  }

  private static Map<String, Object> parameter(Field field) {
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put("name", field.name());
    parameter.put("in", field.in().name().toLowerCase(Locale.ROOT));
    parameter.put("required", field.need() == Field.Need.REQUIRED);
    parameter.put("description", field.says());
    if (field.kind() == Field.Kind.TEXTS) {
      parameter.put("style", "form");
      parameter.put("explode", false);
    }
    parameter.put("schema", schema(field));
    return parameter;
  }

  private static Map<String, Object> schema(Field field) {
    Map<String, Object> schema = new LinkedHashMap<>();
    switch (field.kind()) {
      case TEXT -> {
        schema.put("type", "string");
        if (field.choices().isEmpty()) {
          schema.put("minLength", field.least());
          schema.put("maxLength", field.most());
        } else {
          schema.put("enum", field.choices());
        }
      }
      case WHOLE -> {
        schema.put("type", "integer");
        schema.put("minimum", field.least());
        schema.put("maximum", field.most());
      }
      case FLAG -> schema.put("type", "boolean");
      case TEXTS -> {
        schema.put("type", "array");
        schema.put("maxItems", field.most());
        schema.put(
            "items",
            field.choices().isEmpty()
                ? Map.of("type", "string")
                : Map.of("type", "string", "enum", field.choices()));
      }
    }
    schema.put("description", field.says());
    return schema;
  }
}
