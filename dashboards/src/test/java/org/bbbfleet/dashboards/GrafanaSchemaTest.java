package org.bbbfleet.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What we write is what Grafana's own schemas describe: the dashboard, and each panel's inside. */
final class GrafanaSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCHEMAS =
      Path.of(System.getProperty("fleet.root", ".."), "..", "shared", "grafana-schema").normalize();

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

  @BeforeEach
  void needsGrafanasSchemas() {
    assumeTrue(
        Files.isDirectory(SCHEMAS),
        "Grafana's JSON schemas are not in " + SCHEMAS + ": dashboards are not validated");
  }

  @TestFactory
  Stream<DynamicTest> everyDashboard() {
    return Dashboards.render().entrySet().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getKey(), () -> check(JSON.readTree(file.getValue()))));
  }

  @Test
  void aFaultIsSeen() throws IOException {
    for (String place : List.of("", "/panels/1", "/panels/1/options", "/panels/1/targets/0")) {
      JsonNode dashboard = JSON.readTree(Dashboards.render().get("fleet-bbb.json"));
      ((ObjectNode) dashboard.at(place)).put("nonsense", 1);
      assertThatThrownBy(() -> check(dashboard)).as(place).hasMessageContaining("nonsense");
    }
  }

  private void check(JsonNode dashboard) throws IOException {
    valid("dashboard", "Dashboard", dashboard);
    for (JsonNode panel : dashboard.path("panels")) {
      String type = panel.path("type").asText().replace("-", "");
      if (type.equals("row")) {
        continue;
      }
      valid(type, "Options", panel.path("options"));
      JsonNode custom = panel.path("fieldConfig").path("defaults").path("custom");
      if (!custom.isMissingNode()) {
        valid(type, "FieldConfig", custom);
      }
      for (JsonNode target : panel.path("targets")) {
        valid("prometheus", "Dataquery", target);
      }
    }
  }

  private void valid(String file, String definition, JsonNode value) throws IOException {
    ObjectNode schema =
        (ObjectNode) JSON.readTree(SCHEMAS.resolve(file + ".jsonschema.json").toFile());
    assertThat(schema.path("definitions").has(definition)).as(file + " has " + definition).isTrue();
    // Notes for people, which the validator does not know.
    schema
        .findParents("x-deprecation-message")
        .forEach(
            noted -> ((ObjectNode) noted).remove(List.of("deprecated", "x-deprecation-message")));
    schema.put("$ref", "#/definitions/" + definition);
    List<Error> errors = registry.getSchema(schema).validate(value);
    assertThat(errors).as(file + " " + definition + ": " + value).isEmpty();
  }
}
