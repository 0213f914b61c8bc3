package org.bbbfleet.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NeedTest {

  @Test
  void itSaysWhatComesHowMuchAndWhy() {
    Need need =
        new Need(
            List.of(new Wanted("mmdebstrap", "makes the tree")),
            List.of(new Wanted("prometheus", "scrapes and alerts")),
            27_600_000);
    assertThat(need.lines())
        .containsExactly(
            "needs from Debian's packages: mmdebstrap prometheus"
                + "  (28 MB; nothing is started on this machine)",
            "  install  mmdebstrap                 makes the tree",
            "  unpack   prometheus                 scrapes and alerts");
  }

  @Test
  void itIsSilentWhenEverythingIsThere() {
    assertThat(new Need(List.of(), List.of(), 0).lines()).isEmpty();
  }

  @Test
  void whatCouldBeAnOptionOrAPathIsNoPackagesName() {
    for (String name : List.of("--force", "/etc/passwd", "a b", "A", "")) {
      assertThatThrownBy(() -> new Wanted(name, "")).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
