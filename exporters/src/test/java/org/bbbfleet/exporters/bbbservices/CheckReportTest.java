package org.bbbfleet.exporters.bbbservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;

class CheckReportTest {
  private static final String HEADING = "\n# Potential problems described below\n";

  @Example
  void namesAndCountsWhatItFinds() {
    CheckReport report =
        CheckReport.parse(
                """
                BigBlueButton Server 2.7.3 (1234)
                # Warning: this is before the heading and is a setting only
                """
                    + HEADING
                    + """
                    # Not running:  freeswitch Nginx
                    # Warning: Webhooks API Shared Secret mismatch:
                    #  /etc/a = 0123456789abcdef
                    #  /etc/b = fedcba9876543210

                    ......
                    # Error: Could not connect to the configured hostname/IP address
                    #
                    #    https://bbb.example.org/
                    #
                    # If your server is behind a firewall, see the FAQ.

                    # Warning: found only 2 cores, whereas this server should have (at least) 4 CPU cores
                    # to run in production.
                    #    pdftocairo command not found
                    # Error: the moon is full
                    # Warning: something new
                    # Warning: something newer
                    """)
            .orElseThrow();
    assertThat(report.problems())
        .isEqualTo(
            Map.of(
                Problem.NOT_RUNNING, 1,
                Problem.SECRET_MISMATCH, 1,
                Problem.OWN_ADDRESS, 1,
                Problem.FEW_CORES, 1,
                Problem.COMMAND_MISSING, 1,
                Problem.OTHER_ERROR, 1,
                Problem.OTHER_WARNING, 2));
    assertThat(report.count()).isEqualTo(8);
  }

  @Example
  void theHeadingOfOlderReleasesIsKnown() {
    Optional<CheckReport> report =
        CheckReport.parse(
            "** Potential problems described below **\n......\n"
                + "# Warning: The API demos are installed and accessible from:\n#\n#  http://x/\n");
    assertThat(report.orElseThrow().problems()).isEqualTo(Map.of(Problem.API_DEMOS, 1));
  }

  @Example
  void nothingFoundIsNotTheSameAsNotFinished() {
    assertThat(CheckReport.parse(HEADING + "\n").orElseThrow().count()).isZero();
    assertThat(CheckReport.parse("Need to be root to run this option\n")).isEmpty();
    assertThat(CheckReport.parse("Insufficient permissions to run this tool\n")).isEmpty();
    assertThat(CheckReport.parse("")).isEmpty();
  }

  @Property(tries = 300)
  void anyTextIsRead(@ForAll @StringLength(max = 2000) String text) {
    assertThat(CheckReport.parse(HEADING + text)).isPresent();
    CheckReport.parse(text).ifPresent(r -> assertThat(r.count()).isNotNegative());
  }

  @Property(tries = 200)
  void onlyNamesOfAClosedSetComeOut(@ForAll("hostile") String text) {
    CheckReport report = CheckReport.parse(HEADING + text).orElseThrow();
    assertThat(report.problems().keySet())
        .allSatisfy(p -> assertThat(p.label()).matches("[a-z0-9_]+"));
    assertThat(report.count()).isLessThanOrEqualTo((int) text.lines().count());
  }

  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> line =
        Arbitraries.oneOf(
            Arbitraries.of(
                "# Error: ",
                "# Warning: secret 0123456789abcdef",
                "#",
                "# Not running: \u0000\u001b[31m",
                "# Potential problems described below"),
            Arbitraries.strings().ofMaxLength(900));
    return line.list()
        .ofMaxSize(200)
        .map(lines -> lines.stream().collect(Collectors.joining("\n")));
  }

  @Example
  void endlessOutputIsCut() {
    String text = "# Warning: again\n".repeat(100_000);
    assertThat(CheckReport.parse(HEADING + text).orElseThrow().count()).isLessThan(5001);
  }
}
