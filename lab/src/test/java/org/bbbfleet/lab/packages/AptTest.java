package org.bbbfleet.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AptTest {

  @Test
  void anArchiveIsReadFromALineOfPrintUris() {
    Apt.Archive archive =
        Apt.Archive.parse(
            "'http://deb.example/pool/n/libnginx-mod-rtmp_1%3a1.2.2%2bdfsg-3_amd64.deb'"
                + " libnginx-mod-rtmp_1%3a1.2.2+dfsg-3_amd64.deb 116700 SHA256:00");
    assertThat(archive).isEqualTo(new Apt.Archive("libnginx-mod-rtmp", "1:1.2.2+dfsg-3", 116_700));
    assertThat(Apt.words(List.of(archive))).containsExactly("libnginx-mod-rtmp=1:1.2.2+dfsg-3");
  }

  @Test
  void aLineThatSaysSomethingElseIsAnError() {
    for (String line : List.of("", "'x'", "'x' a.deb 12 h", "'x' a_1_all.deb many h")) {
      assertThatThrownBy(() -> Apt.Archive.parse(line)).isInstanceOf(FleetException.class);
    }
  }

  @Test
  void listsAreAsOldAsTheLastTimeSomebodyAskedForThem(@TempDir Path lists) throws IOException {
    Apt apt = new Apt(line -> {}, Clock.systemUTC(), lists);
    assertThat(apt.listsTaken()).isEqualTo(Instant.EPOCH);

    Files.createFile(lists.resolve("deb.example_dists_bookworm_main_binary-amd64_Packages.lz4"));
    Path partial = Files.createDirectory(lists.resolve("partial"));
    Instant long_ago = Instant.parse("2020-01-01T00:00:00Z");
    Instant asked = Instant.parse("2020-02-01T00:00:00Z");
    Files.setLastModifiedTime(partial, FileTime.from(asked));
    Files.setLastModifiedTime(lists, FileTime.from(long_ago));
    assertThat(apt.listsTaken()).isEqualTo(asked);
  }
}
