package org.bbbfleet.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bbbfleet.app.cli.FleetCommand;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParseResult;

/**
 * Every command of the page is one that the program has; that they do what it says is run
 * elsewhere.
 */
class GettingStartedTest {
  /** What a page for beginners may use besides the program itself. */
  private static final Set<String> OTHERS = Set.of("sed", "export", "BBB=192.0.2.11");

  @Test
  void everyCommandIsUnderstood() throws IOException {
    List<String> commands = GettingStartedPage.commands();
    assertThat(commands).hasSizeBetween(8, 20);
    for (String line : commands) {
      String[] words = line.replaceFirst("\\s#.*", "").strip().split("\\s+");
      if (words[0].equals("fleet")) {
        ParseResult parsed =
            FleetCommand.line().parseArgs(Stream.of(words).skip(1).toArray(String[]::new));
        assertThat(parsed.hasSubcommand()).as(line).isTrue();
      } else {
        assertThat(OTHERS).contains(words[0]);
      }
    }
  }

  @Test
  void thePathLeadsFromAnInventoryToAStatus() throws IOException {
    assertThat(GettingStartedPage.commands().stream().map(line -> line.split(" -")[0]))
        .containsSubsequence(
            "fleet init fleet", "fleet inventory check", "fleet provision", "fleet status");
  }
}
