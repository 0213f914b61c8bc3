package org.bbbfleet.alerts.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.bbbfleet.core.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The switch and its file. */
class StopSwitchTest {
  @TempDir Path directory;

  @Test
  void aTouchedFileStopsAndItsTextSaysWhy() throws IOException {
    Path file = directory.resolve("STOP");
    try (Store store = Store.open(directory.resolve("s.db"))) {
      StopSwitch stop = new StopSwitch(store, Optional.of(file), Clock.systemUTC());
      assertThat(stop.active()).isEmpty();
      Files.createFile(file);
      assertThat(stop.active().orElseThrow().reason()).isEqualTo("no reason given");
      Files.writeString(file, "ada: audio\u001b[2J is bad\n");
      assertThat(stop.active().orElseThrow().text())
          .contains("the file " + file)
          .contains("ada: audio?[2J is bad");
      boolean was = store.jdbi().inTransaction(stop::start);
      assertThat(was).isTrue();
      assertThat(stop.active()).isEmpty();
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aStopWritesTheFileAndHoldsWithoutIt() throws IOException {
    Path file = directory.resolve("STOP");
    try (Store store = Store.open(directory.resolve("s.db"))) {
      StopSwitch stop = new StopSwitch(store, Optional.of(file), Clock.systemUTC());
      store.jdbi().useTransaction(handle -> stop.stop(handle, "ada", "drill"));
      assertThat(file).hasContent("ada: drill");
      Files.delete(file);
      assertThat(stop.active().orElseThrow().owner()).isEqualTo("ada");
    }
  }
}
