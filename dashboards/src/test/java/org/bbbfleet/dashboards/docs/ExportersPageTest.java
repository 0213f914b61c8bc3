package org.bbbfleet.dashboards.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Declarations;
import org.bbbfleet.exporters.agent.AgentConfig;
import org.bbbfleet.exporters.blackbox.ProbeHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration that {@code docs/exporters/README.md} shows is one that the agent takes. */
final class ExportersPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("fleet.root", ".."), "docs", "exporters", "README.md");
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(listen:.*?)```");

  @TempDir private Path directory;

  @Test
  void theExampleIsRead() throws IOException {
    AgentConfig config = read(example());
    assertThat(config.listen().port()).isEqualTo(9688);
    assertThat(config.exporters())
        .allSatisfy(
            exporter ->
                assertThat(exporter.options().keys())
                    .as(exporter.exporter().name() + " is in the example")
                    .isNotEmpty());
  }

  @Test
  void everyExporterHasARowThatLeadsToItsPage() throws IOException {
    String readme = Files.readString(PAGE);
    for (String name : Declarations.ours().keySet()) {
      Matcher row =
          Pattern.compile("(?m)^\\| \\[`" + Pattern.quote(name) + "`\\]\\(([a-z0-9-]+\\.md)\\).*\\|$")
              .matcher(readme);
      assertThat(row.find()).as("docs/exporters/README.md has a row of %s", name).isTrue();
      assertThat(row.group().split("\\|", -1)).as("the cells of the row of %s", name).hasSize(7);
      Path page = PAGE.resolveSibling(row.group(1));
      assertThat(page).as("the page of %s", name).exists();
      assertThat(Files.readString(page)).contains("<!-- metrics: " + name + " -->");
    }
  }

  @Test
  void anOptionThatDoesNotExistWouldBeSeen() throws IOException {
    String wrong = example().replace("spinning_after", "spinning_long");
    assertThatThrownBy(() -> read(wrong)).hasMessageContaining("spinning_long");
  }

  private String example() throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(PAGE));
    assertThat(example.find()).isTrue();
    for (String secret :
        new String[] {"bbb.secret", "esl.password", "rtmp.salt", "meetings.salt"}) {
      Files.writeString(directory.resolve(secret), "a secret\n");
    }
    Files.writeString(directory.resolve("settings.env"), "DEBUG=false\n");
    return example.group(1).replace("/etc/bbb-fleet/", directory + "/");
  }

  private AgentConfig read(String yaml) {
    Vertx vertx = Vertx.vertx();
    try {
      AgentConfig config = AgentConfig.of(Section.parse("docs/exporters/README.md", yaml));
      CollectorContext context = new CollectorContext(vertx, Clock.systemUTC(), directory);
      config.exporters().forEach(one -> one.exporter().open(one.options(), context));
      ProbeHandler.create(context, config.modules()).close();
      config.finish();
      return config;
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
