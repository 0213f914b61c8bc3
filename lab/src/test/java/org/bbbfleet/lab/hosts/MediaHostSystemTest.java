package org.bbbfleet.lab.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.bbbfleet.lab.faults.Media;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A host of the media image: bare until it is furnished, then a server's media side at work. */
@Tag("system")
final class MediaHostSystemTest {
  private static final Duration SHORT = Duration.ofSeconds(30);
  private static Lab lab;
  private static LabHost host;

  @BeforeAll
  static void up() {
    lab = Lab.up(LabSpec.of(new HostSpec("bbb", Image.BOOKWORM_MEDIA)), System.out::println);
    host = lab.host("bbb");
  }

  @AfterAll
  static void down() {
    lab.close();
  }

  @Test
  void nothingRunsUntilItIsWantedAndThenAllOfItDoes() {
    assertThat(lab.ssh().run(host, "systemctl is-active nginx", SHORT).out().strip())
        .isEqualTo("inactive");
    lab.furnishMedia(host);
    for (String unit : Media.UNITS) {
      assertThat(lab.on(host, "systemctl is-active " + unit, SHORT).out().strip())
          .as(unit)
          .isEqualTo("active");
    }
    String published =
        "for i in $(seq 100); do curl -s "
            + Media.STAT_URL
            + " | grep -q '<publishing/>' && exit 0; sleep 0.2; done; exit 1";
    assertThat(lab.ssh().run(host, published, SHORT).ok()).as("ffmpeg publishes").isTrue();
  }
}
