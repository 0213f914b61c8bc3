package org.bbbfleet.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FleetCacheTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path directory;

  @Test
  void itsPlaceIsTheOneThatWasSetElseTheUsersCache() {
    assertThat(FleetCache.of(Map.of("FLEET_CACHE", "/a", "XDG_CACHE_HOME", "/b"), "/c").root())
        .isEqualTo(Path.of("/a"));
    assertThat(FleetCache.of(Map.of("FLEET_CACHE", " ", "XDG_CACHE_HOME", "/b"), "/c").root())
        .isEqualTo(Path.of("/b/bbb-fleet"));
    assertThat(FleetCache.of(Map.of(), "/c").root()).isEqualTo(Path.of("/c/.cache/bbb-fleet"));
  }

  @Test
  void aThingIsMadeOnceHoweverManyWantItAtOnce() throws IOException {
    FleetCache cache = new FleetCache(directory);
    Path count = directory.resolve("count");
    List<String> command =
        List.of("sh", "-c", "echo made >> " + count + "; echo whole > \"$FLEET_MAKE/thing\"");
    List<CompletableFuture<Path>> all =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> cache.once("things/one-1", "one", command, LIMIT, line -> {})))
            .toList();
    for (CompletableFuture<Path> one : all) {
      assertThat(one.join().resolve("thing")).hasContent("whole");
    }
    assertThat(Files.readAllLines(count)).containsExactly("made");
  }

  @Test
  void whatFailsHalfwayIsNotTakenForWhole() {
    FleetCache cache = new FleetCache(directory);
    List<String> fails =
        List.of("sh", "-c", "echo half > \"$FLEET_MAKE/thing\"; echo no room >&2; exit 3");
    assertThatThrownBy(() -> cache.once("things/two-1", "two", fails, LIMIT, line -> {}))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("can't make two")
        .hasMessageContaining("no room");
    assertThat(directory.resolve("things/two-1")).doesNotExist();
    assertThat(directory.resolve("things/two-1.part")).doesNotExist();
  }

  @Test
  void whatAKilledMakerLeftIsNotInTheNextOne() throws IOException {
    FleetCache cache = new FleetCache(directory);
    Path left = Files.createDirectories(directory.resolve("things/three-1.part"));
    Files.writeString(left.resolve("rubbish"), "half");
    List<String> command = List.of("sh", "-c", "echo whole > \"$FLEET_MAKE/thing\"");
    Path made = cache.once("things/three-1", "three", command, LIMIT, line -> {});
    assertThat(made).isDirectoryContaining("glob:**/thing");
    assertThat(made.resolve("rubbish")).doesNotExist();
  }
}
