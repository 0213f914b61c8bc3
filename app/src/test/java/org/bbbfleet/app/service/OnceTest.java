package org.bbbfleet.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What has happened once in the fleet is known to whoever asks its service. */
@Timeout(90)
class OnceTest {
  private static final String OPERATOR = ServiceScene.TOKENS.get("olaf");

  @TempDir Path directory;

  @Test
  void aStepIsMarkedOnceAndForgotten() throws Exception {
    Map<String, Object> first = Map.of("name", "first admin", "host", "a", "run", "r1");
    Map<String, Object> again = Map.of("name", "first admin", "host", "b", "run", "r2");
    Map<String, Object> name = Map.of("name", "first admin");
    try (ServiceScene scene = new ServiceScene(directory).start()) {
      assertThat(scene.post("/api/v1/once", "wrong", first).statusCode()).isEqualTo(401);
      assertThat(scene.post("/api/v1/once", OPERATOR, first).statusCode()).isEqualTo(200);
      assertThat(scene.post("/api/v1/once", OPERATOR, again).statusCode()).isEqualTo(200);
      assertThat(scene.json("/api/v1/once").path("steps").findValuesAsText("host"))
          .containsExactly("a");
      assertThat(scene.post("/api/v1/once/forget", OPERATOR, name).statusCode()).isEqualTo(200);
      assertThat(scene.json("/api/v1/once").path("steps")).isEmpty();
      assertThat(scene.post("/api/v1/once/forget", OPERATOR, name).statusCode()).isEqualTo(404);
    }
  }
}
