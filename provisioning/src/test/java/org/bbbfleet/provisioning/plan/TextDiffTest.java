package org.bbbfleet.provisioning.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDiffTest {
  @TempDir Path directory;

  @Test
  void showsChangedLinesWithThreeLinesAround() {
    assertThat(TextDiff.unified("/a", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nV\n6\n7\n8\n9\n"))
        .isEqualTo(
            """
            --- /a
            +++ /a
            @@ -2,7 +2,7 @@
             2
             3
             4
            -5
            +V
             6
             7
             8
            """);
  }

  @Test
  void isEmptyForEqualTexts() {
    assertThat(TextDiff.unified("/a", "x\n", "x\n")).isEmpty();
  }

  @Test
  void sameTextsAsPatchUnderstands() throws IOException, InterruptedException {
    Random random = new Random(5);
    for (int i = 0; i < 30; i++) {
      String before = text(random);
      String after = text(random);
      Path file = Files.writeString(directory.resolve("f"), before);
      Path patch = Files.writeString(directory.resolve("p"), TextDiff.unified("f", before, after));
      if (!before.equals(after)) {
        Process process =
            new ProcessBuilder("git", "apply", "--unidiff-zero", "-p0", patch.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said + Files.readString(patch)).isZero();
      }
      assertThat(Files.exists(file) ? Files.readString(file) : "").isEqualTo(after);
      Files.deleteIfExists(file);
    }
  }

  private static String text(Random random) {
    return random
        .ints(1 + random.nextInt(40), 0, 5)
        .mapToObj(n -> "line " + n + "\n")
        .collect(Collectors.joining());
  }
}
