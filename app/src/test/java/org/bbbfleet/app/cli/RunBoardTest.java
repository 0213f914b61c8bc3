package org.bbbfleet.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.RunRequest;
import org.junit.jupiter.api.Test;

/** What a person sees of a run: of a thousand hosts, without colour, on a terminal that is dumb. */
class RunBoardTest {
  private static final List<Host> HOSTS =
      IntStream.range(0, 1000)
          .mapToObj(i -> new Host("bbb-%04d".formatted(i), List.of(), Map.of()))
          .toList();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();

  private Terminal terminal(Map<String, String> environment) {
    Terminal terminal =
        new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), true, environment);
    terminal.resized(new TerminalSize(24, 80));
    return terminal;
  }

  private static RunRequest request() {
    return new RunRequest(
        "run",
        RunReport.Kind.APPLY,
        "me",
        "",
        "",
        List.of(),
        Instant.EPOCH,
        HOSTS.stream().map(Host::name).toList());
  }

  private static HostReport report(Host host, HostReport.State state) {
    return new HostReport(
        host.name(),
        List.of(),
        state,
        List.of(),
        List.of(),
        List.of(),
        state == HostReport.State.FAILED ? "it broke" : "",
        "",
        Duration.ZERO);
  }

  private RunBoard busy(Terminal terminal) {
    RunBoard board = new RunBoard(terminal, nanos::get);
    board.begun(request());
    for (Host host : HOSTS.subList(0, 900)) {
      board.started(host);
      nanos.addAndGet(Duration.ofMillis(10).toNanos());
      board.step(host, 1, 3, "file /etc/" + "very/".repeat(40) + "long");
    }
    HOSTS.subList(0, 400).forEach(host -> board.finished(report(host, HostReport.State.OK)));
    board.finished(report(HOSTS.get(400), HostReport.State.FAILED));
    return board;
  }

  @Test
  void ofAThousandHostsTheSlowestAreShownAndAllAreCounted() {
    try (RunBoard board = busy(terminal(Map.of("TERM", "dumb")))) {
      List<String> lines = board.lines(new TerminalSize(24, 80));
      assertThat(lines).hasSize(21).allMatch(line -> line.length() <= 80 || line.contains("·"));
      assertThat(lines.get(0)).startsWith("  bbb-0401  1/3 file /etc/very/").endsWith("5.0 s");
      assertThat(lines.get(19)).startsWith("  bbb-0420");
      assertThat(lines.get(20))
          .isEqualTo(
              "401 of 1000 done · 1 failed · 499 at work (479 not shown) · 100 waiting"
                  + " · slowest bbb-0401 5.0 s · 9.0 s");
      // A terminal of a single row has room for the counts only.
      assertThat(board.lines(new TerminalSize(2, 40))).hasSize(1);
    }
  }

  @Test
  void withoutColourNothingIsPaintedAndTheBoardIsStillDrawnInPlace() {
    Terminal plain = terminal(Map.of("TERM", "xterm", "NO_COLOR", "1"));
    assertThat(plain.draws()).isTrue();
    plain.board(List.of(plain.bad("1 failed")));
    plain.line(plain.good("stays"));
    assertThat(text()).contains("1 failed", "stays", "\033[1A\033[J").doesNotContain("\033[3");

    Terminal coloured = terminal(Map.of("TERM", "xterm", "NO_COLOR", ""));
    assertThat(coloured.bad("x")).isEqualTo("\033[31mx\033[0m");
  }

  @Test
  void aDumbTerminalGetsPlainLinesAndNoBoard() {
    Terminal dumb = terminal(Map.of("TERM", "dumb"));
    assertThat(dumb.draws()).isFalse();
    try (RunBoard board = busy(dumb)) {
      dumb.board(board.lines(new TerminalSize(24, 80)));
    }
    ProvisionView view = new ProvisionView(dumb, HOSTS, RunOptions.Diff.OMIT);
    HOSTS.forEach(host -> view.finished(report(host, HostReport.State.OK)));
    view.finished(report(HOSTS.get(7), HostReport.State.FAILED));
    assertThat(text()).doesNotContain("\033").doesNotContain("\r");
    assertThat(text().lines().filter(line -> line.contains("nothing to do"))).hasSize(1000);
    assertThat(text()).contains("bbb-0007  ✗ it broke");
  }

  @Test
  void onATerminalAThousandLinesThatSayNothingAreLeftOut() {
    Terminal real = terminal(Map.of("TERM", "xterm"));
    ProvisionView view = new ProvisionView(real, HOSTS, RunOptions.Diff.OMIT);
    HOSTS.forEach(host -> view.finished(report(host, HostReport.State.OK)));
    assertThat(text()).isEmpty();
    view.finished(report(HOSTS.get(7), HostReport.State.FAILED));
    assertThat(text()).contains("✗").contains("it broke");
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
