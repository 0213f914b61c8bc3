package org.bbbfleet.app.service.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.bbbfleet.app.JsonFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The document that describes the API. */
class OpenApiTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  private static JsonObject document() throws Exception {
    return new JsonObject(
        JsonFormat.mapper().writeValueAsString(OpenApi.document(ApiPart.all(), "1.2.3")));
  }

  @Test
  void theDocumentIsOpenApi31() throws Exception {
    // The library holds a document against OpenAPI's own schema, but knows few types of content.
    JsonObject document =
        new JsonObject(document().encode().replace("text/event-stream", "text/plain"));
    OpenAPIContract contract =
        OpenAPIContract.from(vertx, document)
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, SECONDS);
    assertThat(contract.operation("approve_incident").getOpenAPIPath())
        .isEqualTo("/api/v1/incidents/{id}/approve");
  }

  @Test
  void everyRouteIsDocumentedAndEveryDocumentedOperationHasARoute() throws Exception {
    Router router = Router.router(vertx);
    new Api(ApiPart.all(), new Tokens(List.of(), Access.ANYONE), null).mount(router);
    Set<String> mounted = new TreeSet<>();
    router.getRoutes().stream()
        .filter(route -> route.methods() != null)
        .forEach(
            route ->
                route
                    .methods()
                    .forEach(
                        method ->
                            mounted.add(
                                method.name().toLowerCase(Locale.ROOT)
                                    + " "
                                    + route.getName().replaceAll(":([a-z_]+)", "{$1}"))));
    Set<String> documented = new TreeSet<>();
    JsonObject paths = document().getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      for (String method : paths.getJsonObject(path).fieldNames()) {
        documented.add(method + " " + path);
      }
    }
    // Mounted by the healer itself.
    assertThat(documented.remove("post /api/v1/alertmanager")).isTrue();
    assertThat(mounted).isEqualTo(documented).isNotEmpty();
  }

  @Test
  void operationsHaveOneNameEachAndSaySomething() {
    List<Operation> all = Api.operations(ApiPart.all());
    assertThat(all).extracting(Operation::id).doesNotHaveDuplicates();
    assertThat(all).allSatisfy(o -> assertThat(o.summary()).endsWith("."));
  }

  @Test
  void onlyReadingNeedsNoMoreThanAViewer() {
    assertThat(Api.operations(ApiPart.all()))
        .filteredOn(o -> o.method() == Operation.Method.POST)
        .filteredOn(o -> !(o.work() instanceof Operation.Work.Elsewhere))
        .isNotEmpty()
        .allSatisfy(o -> assertThat(o.access()).isGreaterThan(Access.VIEWER));
  }
}
