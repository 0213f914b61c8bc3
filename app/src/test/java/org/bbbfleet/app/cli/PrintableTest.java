package org.bbbfleet.app.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.RunRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hostile host prints is shown, and obeyed by no terminal. */
class PrintableTest {
  private static final String HOSTILE =
      "\033]0;pwned\007\033[2Jm \u009b31m \u202eevil\u2069 \u007f \rover\r\nnext\033[31m";
  private static final String SHOWN =
      "\\u001b]0;pwned\\u0007\\u001b[2Jm \\u009b31m \\u202eevil\\u2069 \\u007f \\u000dover\nnext";
  private static final Map<String, String> COLOUR = Map.of("TERM", "xterm");

  @TempDir Path directory;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Terminal terminal(Map<String, String> environment) {
    return new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), true, environment);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static HostReport failed(String why) {
    return new HostReport(
        "a",
        List.of(),
        HostReport.State.FAILED,
        List.of(),
        List.of(),
        List.of(),
        why,
        "",
        Duration.ZERO);
  }

  @Test
  void aLineShowsWhatItWouldHaveDone() {
    terminal(Map.of()).line(HOSTILE);
    assertThat(printed()).isEqualTo(SHOWN + "\\u001b[31m\n");
  }

  @Test
  void aReportOfAFailedHostKeepsOurColoursAndNoOthers() {
    Terminal terminal = terminal(COLOUR);
    new ProvisionView(terminal, List.of(), RunOptions.Diff.OMIT).finished(failed(HOSTILE));
    assertThat(printed()).isEqualTo("a  \033[31m✗\033[0m " + SHOWN + "\033[31m\033[0m\n");
  }

  @Test
  void neitherTheBoardNorAPassingLineIsCutAtSomebodyElsesSequence() {
    Terminal terminal = terminal(COLOUR);
    terminal.board(List.of(terminal.good("well") + HOSTILE));
    terminal.passing(HOSTILE);
    assertThat(printed().replaceAll("\033\\[(?:[0-9]*m|1A|J|K)", ""))
        .contains("well\\u001b]0;pwned")
        .doesNotContain("\033", "\007", "\u009b", "\u202e");
    assertThat(Terminal.cut("\033]0;pwned\007m\u202e", 80)).isEqualTo(" ]0;pwned m ");
  }

  @Test
  void theLogOfARunHoldsTextOnly() throws Exception {
    RunRequest request =
        new RunRequest(
            "r1", RunReport.Kind.APPLY, "me", "", "", List.of(), Instant.EPOCH, List.of("a"));
    try (RunLog log = new RunLog(directory, Clock.systemUTC())) {
      log.begun(request);
      log.output(new Host("a", List.of(), Map.of()), HOSTILE);
      log.finished(failed(HOSTILE));
    }
    assertThat(Files.readString(directory.resolve("r1.log")))
        .contains("\\u001b]0;pwned\\u0007")
        .doesNotContain("\033", "\007", "\r", "\u009b", "\u202e");
  }

  @Test
  void cellsOfATableAreOneLineEach() {
    assertThat(new Table("A", "B").row("x\ny", HOSTILE).lines())
        .containsExactly("A    B", "x y  " + SHOWN.replace('\n', ' ') + "\\u001b[31m");
  }

  @Test
  void jsonStaysJson() throws Exception {
    String json = Json.write(Map.of("said", HOSTILE));
    assertThat(org.bbbfleet.app.JsonFormat.mapper().readTree(Printable.of(json)).path("said"))
        .hasToString(org.bbbfleet.app.JsonFormat.mapper().writeValueAsString(HOSTILE));
    assertThat(Printable.of(json)).doesNotContain("\u009b", "\u202e");
  }

  @Test
  void nobodyElsePrints() {
    noClasses()
        .that()
        .resideInAPackage("org.bbbfleet.app.cli")
        .and()
        .doNotHaveSimpleName("Printable")
        .and()
        .doNotHaveSimpleName("Terminal")
        // Ask and log through Printable; print what a vault holds, a file of ours, the usage.
        .and()
        .haveNameNotMatching(".*\\.(Question|Logging\\$StandardError)")
        .and()
        .haveNameNotMatching(".*\\.(VaultCommand(\\$.*)?|LabCommand\\$.*|FleetCommand)")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.bbbfleet.app.cli"));
  }
}
