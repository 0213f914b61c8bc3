package org.bbbfleet.exporters.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ToolTest {
  @TempDir Path directory;

  @Test
  void closingEndsWhatRunsAndBeginsNothingMore() throws Exception {
    Tool tool = Tool.from(Section.parse("options", ""), Duration.ofSeconds(50));
    Path begun = directory.resolve("begun");
    Path more = directory.resolve("more");
    CompletableFuture<Optional<Shell.Result>> running =
        CompletableFuture.supplyAsync(
            () -> tool.run("sh", "-c", ": >\"$1\"; exec sleep 50", "sh", begun.toString()));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Files.exists(begun) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    tool.close();
    assertThat(running.get(20, TimeUnit.SECONDS).filter(Shell.Result::ok)).isEmpty();
    assertThat(tool.run("touch", more.toString())).isEmpty();
    assertThat(more).doesNotExist();
  }
}
