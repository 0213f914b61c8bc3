package org.bbbfleet.provisioning.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.LeaseHolder;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a run takes a host from, and for whom it waits. */
class HeldLeaseTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path directory;
  private Store store;
  private Leases leases;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void open() {
    store = Store.open(directory.resolve("fleet.db"));
    leases = Leases.in(store, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private HeldLease await(Runnable asked) {
    return HeldLease.await(leases, "m2", "second", "provision by me", told::add, asked);
  }

  private void assertTaken(HeldLease lease) {
    assertThat(LeaseHolder.name(leases.holder("m2").orElseThrow().holder())).isEqualTo("second");
    lease.close();
    assertThat(leases.all()).isEmpty();
  }

  @Test
  void theLeaseOfAKilledRunIsFreeAtOnce() throws Exception {
    Process run = new ProcessBuilder("cat").start();
    leases.take("m2", LeaseHolder.of("first", run.pid()), "provision by root", LONG);
    run.destroyForcibly();
    assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertTaken(
        await(
            () -> {
              throw new AssertionError("waited for the dead");
            }));
    assertThat(told).isEmpty();
  }

  @Test
  void aRunThatLivesHereIsNotWaitedFor() {
    leases.take("m2", LeaseHolder.here("first"), "provision by root", LONG);
    assertThatThrownBy(() -> await(() -> {}))
        .isInstanceOf(FleetException.class)
        .hasMessageStartingWith("m2: being worked on by provision by root since ")
        .hasMessageEndingWith(". Nothing was changed.");
    assertThat(told).isEmpty();
  }

  @Test
  void somebodyElsewhereIsWaitedForUntilTheLeaseExpires() {
    leases.take("m2", "elsewhere", "provision by root", LONG);
    AtomicInteger looks = new AtomicInteger();
    assertTaken(
        await(
            () -> {
              if (looks.incrementAndGet() == 2) {
                leases.take("m2", "elsewhere", "provision by root", Duration.ZERO);
              }
            }));
    assertThat(told)
        .singleElement()
        .asString()
        .startsWith("m2: being worked on by provision by root since ")
        .containsPattern("Waiting until that ends, at most \\d+ s\\.$");
  }

  @Test
  void whatIsHeldForLongerThanARunHoldsItIsNotWaitedFor() {
    leases.take("m2", "people", "new disks", Duration.ofHours(1));
    assertThatThrownBy(() -> await(() -> {}))
        .isInstanceOf(FleetException.class)
        .hasMessageStartingWith("m2: being worked on by new disks since ");
    assertThat(told).isEmpty();
  }

  @Test
  void whatIsGivenBackWhileItIsWaitedForIsTaken() {
    leases.take("m2", "elsewhere", "healing x", LONG);
    assertTaken(await(() -> leases.release("m2", "elsewhere")));
  }

  @Test
  void whoRenewsTheLeaseLives() {
    leases.take("m2", "elsewhere", "provision by root", LONG.minusSeconds(1));
    assertThatThrownBy(() -> await(() -> leases.take("m2", "elsewhere", "healing x", LONG)))
        .hasMessageContaining("being worked on by healing x");
  }

  @Test
  void theWaitingIsEndedByWhoIsAsked() {
    leases.take("m2", "elsewhere", "provision by root", LONG);
    RunControl control = new RunControl();
    control.stop("Ctrl-C");
    assertThatThrownBy(() -> await(() -> HostTurn.checkNotStopped(control, "m2")))
        .isInstanceOf(HostTurn.Stopped.class);
    assertThat(leases.holder("m2").orElseThrow().holder()).isEqualTo("elsewhere");
  }
}
