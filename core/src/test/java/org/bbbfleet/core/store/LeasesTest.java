package org.bbbfleet.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeasesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path directory;
  private final Ticker clock = new Ticker();
  private Store store;
  private Leases leases;

  /** A clock that only moves when told to. */
  private static final class Ticker extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void open() {
    store = Store.open(directory.resolve("state/fleet.db"));
    leases = Leases.in(store, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void oneHolderAtATime() {
    assertThat(leases.take("bbb-1", "run-1", "provision", MINUTE)).isTrue();
    assertThat(leases.take("bbb-1", "action-2", "heal", MINUTE)).isFalse();
    assertThat(leases.take("bbb-2", "action-2", "heal", MINUTE)).isTrue();
    assertThat(leases.holder("bbb-1").orElseThrow())
        .isEqualTo(
            new Leases.Lease("bbb-1", "run-1", "provision", clock.now, clock.now.plus(MINUTE)));
    assertThat(leases.all()).extracting(Leases.Lease::host).containsExactly("bbb-1", "bbb-2");
  }

  @Test
  void aLeaseExpiresExactlyAtItsEnd() {
    leases.take("bbb-1", "run-1", "provision", MINUTE);
    clock.now = clock.now.plus(MINUTE).minusMillis(1);
    assertThat(leases.take("bbb-1", "other", "heal", MINUTE)).isFalse();
    assertThat(leases.holder("bbb-1")).isPresent();
    clock.now = clock.now.plusMillis(1);
    assertThat(leases.holder("bbb-1")).isEmpty();
    assertThat(leases.take("bbb-1", "other", "heal", MINUTE)).isTrue();
    assertThat(leases.take("bbb-1", "run-1", "provision", MINUTE)).isFalse();
  }

  @Test
  void theHolderRenewsAndReleasesNobodyElseDoes() {
    leases.take("bbb-1", "run-1", "provision", MINUTE);
    Instant taken = clock.now;
    clock.now = clock.now.plusSeconds(50);
    assertThat(leases.take("bbb-1", "run-1", "provision", MINUTE)).isTrue();
    clock.now = clock.now.plusSeconds(50);
    assertThat(leases.holder("bbb-1").orElseThrow().takenAt()).isEqualTo(taken);
    leases.release("bbb-1", "other");
    assertThat(leases.holder("bbb-1")).isPresent();
    leases.release("bbb-1", "run-1");
    assertThat(leases.holder("bbb-1")).isEmpty();
    leases.release("bbb-1", "run-1");
  }

  @Test
  void ofManyContendersOnSeveralConnectionsExactlyOneWins() throws Exception {
    // Two stores on one file, as two processes have them.
    try (Store second = Store.open(directory.resolve("state/fleet.db"))) {
      Leases others = Leases.in(second, clock);
      ExecutorService pool = Executors.newFixedThreadPool(8);
      try {
        for (int round = 0; round < 5; round++) {
          String host = "bbb-" + round;
          CyclicBarrier barrier = new CyclicBarrier(8);
          List<Future<Boolean>> all = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            String holder = "holder-" + i;
            Leases mine = i % 2 == 0 ? leases : others;
            all.add(
                pool.submit(
                    () -> {
                      barrier.await();
                      return mine.take(host, holder, "contend", MINUTE);
                    }));
          }
          int winners = 0;
          for (Future<Boolean> one : all) {
            winners += one.get() ? 1 : 0;
          }
          assertThat(winners).isEqualTo(1);
        }
      } finally {
        pool.shutdownNow();
      }
    }
  }

  @Test
  void whatWasTakenSurvivesAReopening() {
    leases.take("bbb-1", "run-1", "provision", MINUTE);
    store.close();
    store = Store.open(directory.resolve("state/fleet.db"));
    leases = Leases.in(store, clock);
    assertThat(leases.holder("bbb-1").orElseThrow().holder()).isEqualTo("run-1");
  }

  @Test
  void theFileIsPrivateAndDurable() throws Exception {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("state/fleet.db"))))
        .isEqualTo("rw-------");
    List<String> pragmas =
        store
            .jdbi()
            .withHandle(
                h ->
                    List.of(
                        h.createQuery("pragma journal_mode").mapTo(String.class).one(),
                        h.createQuery("pragma synchronous").mapTo(String.class).one()));
    assertThat(pragmas).containsExactly("wal", "2");
  }

  @Test
  void aStoreThatCantBeOpenedSaysWhichAndWhy() throws Exception {
    Path garbage = Files.writeString(directory.resolve("garbage.db"), "not a database".repeat(99));
    assertThatThrownBy(() -> Store.open(garbage))
        .isInstanceOfSatisfying(
            FleetException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.STORE))
        .hasMessageContaining("garbage.db");
    Path blocked = Files.writeString(directory.resolve("file"), "x").resolve("fleet.db");
    assertThatThrownBy(() -> Store.open(blocked))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("fleet.db");
  }
}
