package org.bbbfleet.app.service;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.RuleGroups;

/** The status page and the runbooks: static, from this program alone. */
final class Console {
  private Console() {}

  static void mount(Router router) {
    file(router, "/", "index.html", "text/html; charset=utf-8");
    file(router, "/console.css", "console.css", "text/css; charset=utf-8");
    for (String script : List.of("fleet.js", "console.js", "run.js")) {
      file(router, "/" + script, script, "text/javascript; charset=utf-8");
    }
    file(router, "/runs/:id", "run.html", "text/html; charset=utf-8");
    router
        .get("/runbooks/:system")
        .handler(
            context -> {
              Optional<RuleGroup> group =
                  RuleGroups.all().stream()
                      .filter(g -> g.name().equals(context.pathParam("system")))
                      .findFirst();
              if (group.isEmpty()) {
                context.response().setStatusCode(404).end("There is no such runbook.\n");
              } else {
                guarded(context.response())
                    .putHeader("Content-Type", "text/markdown; charset=utf-8")
                    .end(runbook(group.get()));
              }
            });
  }

  private static String runbook(RuleGroup group) {
    return group.rules().stream()
        .map(
            rule ->
                "## "
                    + rule.alert()
                    + "\n\n"
                    + rule.summary()
                    + " Severity: "
                    + rule.severity().name().toLowerCase(Locale.ROOT)
                    + ".\n\n"
                    + rule.runbook())
        .collect(Collectors.joining("\n", "# " + group.name() + "\n\n", ""));
  }

  private static void file(Router router, String path, String resource, String type) {
    Buffer content = Buffer.buffer(read(resource));
    router
        .get(path)
        .handler(
            context -> guarded(context.response()).putHeader("Content-Type", type).end(content));
  }

  private static HttpServerResponse guarded(HttpServerResponse response) {
    return response
        .putHeader("Cache-Control", "no-cache")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
                + " data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  }

  private static byte[] read(String resource) {
    try (InputStream in =
        Console.class.getResourceAsStream("/org/bbbfleet/app/console/" + resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
