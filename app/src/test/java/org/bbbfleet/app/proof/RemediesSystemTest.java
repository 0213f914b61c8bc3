package org.bbbfleet.app.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every action of the catalogue mends what is really broken, on provisioned hosts, and the time
 * that takes: from Prometheus over Alertmanager and the guards where a shipped policy orders it,
 * else by a person's command. {@code -Dremedies=REGEX} takes some of them, {@code
 * -Dfleet.docs.write=true} keeps the figures in docs/proof.md.
 */
@Tag("system")
@Tag("long")
final class RemediesSystemTest {
  private static final String CHOICE = "remedies";

  @TempDir static Path directory;
  private static RemedyFleet fleet;

  @AfterAll
  static void down() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @BeforeAll
  static void up() throws IOException {
    Optional<Path> program = LiveFleet.program();
    Assumptions.assumeTrue(
        program.isPresent(), "the program is not built, so it can't be proved: run ./fleet build");
    fleet = RemedyFleet.up(program.get(), directory);
  }

  @TestFactory
  Stream<DynamicTest> eachActionMends() {
    Pattern chosen = Pattern.compile(System.getProperty(CHOICE, ""));
    RemedyTable table =
        new RemedyTable(Path.of(System.getProperty("fleet.root"), "docs", "proof.md"));
    return Remedies.all().stream()
        .filter(remedy -> chosen.matcher(remedy.name()).find())
        .map(
            remedy ->
                DynamicTest.dynamicTest(
                    remedy.name(),
                    () -> {
                      fleet.say("── " + remedy.name());
                      remedy.prove(fleet, table);
                    }));
  }
}
