package org.bbbfleet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PerformancePageTest {

  @Test
  void aSectionIsReplacedAndTheRestIsLeftAlone() {
    String page = PerformancePage.with("# Performance\n\nPeople's words.\n", report("bbb", 12));
    page = PerformancePage.with(page, report("rtmp", 1));
    page = PerformancePage.with(page + "\nMore words.\n", report("bbb", 34));

    assertThat(page)
        .startsWith("# Performance\n\nPeople's words.\n")
        .contains("| p99 | 34 ms | ≤ 20 ms ✗ missed |")
        .contains("| p99 | 1 ms | ≤ 20 ms ✓ |")
        .doesNotContain("12 ms")
        .endsWith("More words.\n");
  }

  @Test
  void numbersAreShort() {
    assertThat(new Figure("x", 1234.56, "probes/s", Optional.empty()).shown())
        .isEqualTo("1,235 probes/s");
    assertThat(new Figure("x", 12.345, "ms", Optional.empty()).shown()).isEqualTo("12.3 ms");
    assertThat(new Figure("x", 0.01234, "s", Optional.empty()).shown()).isEqualTo("0.0123 s");
  }

  private static Report report(String name, double milliseconds) {
    Figure figure = new Figure("p99", milliseconds, "ms", Optional.of(Figure.Aim.atMost(20)));
    return new Report("exporters", name, "About.", "a machine", List.of(figure), List.of());
  }
}
