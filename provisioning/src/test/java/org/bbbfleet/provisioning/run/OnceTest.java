package org.bbbfleet.provisioning.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.apply.OnceGate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of what happens once in a fleet, on both kinds of marks. */
class OnceTest {
  @TempDir Path directory;
  private Store store;
  private Leases leases;

  @BeforeEach
  void open() {
    store = Store.open(directory.resolve("fleet.db"));
    leases = Leases.in(store, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<OnceMarks> both() {
    return List.of(OnceMarks.in(store), OnceMarks.inMemory());
  }

  private OnceGate gate(OnceMarks marks, String run, String host, Duration longest) {
    return new OnceSteps(marks, leases, Clock.systemUTC(), longest)
        .gate(run, host, "me", new RunControl());
  }

  @Test
  void whatSucceededIsNotDoneAgain() {
    for (OnceMarks marks : both()) {
      OnceGate a = gate(marks, "1", "a", Duration.ZERO);
      assertThat(a.isDone("ca")).isFalse();
      assertThat(a.claim("ca")).isTrue();
      a.succeeded("ca");

      OnceGate b = gate(marks, "2", "b", Duration.ZERO);
      assertThat(b.isDone("ca")).isTrue();
      assertThat(b.claim("ca")).isFalse();
      assertThat(b.claim("database")).isTrue();
      b.succeeded("database");
      assertThat(leases.all()).isEmpty();
      assertThat(marks.all()).extracting(OnceMarks.Done::name).containsExactly("ca", "database");
      assertThat(marks.all().get(0).host()).isEqualTo("a");

      assertThat(marks.forget("ca")).isTrue();
      assertThat(marks.forget("ca")).isFalse();
      assertThat(b.claim("ca")).isTrue();
      b.failed("ca");
    }
  }

  @Test
  void whatFailedIsTriedByTheNext() {
    for (OnceMarks marks : both()) {
      OnceGate a = gate(marks, "1", "a", Duration.ZERO);
      assertThat(a.claim("ca")).isTrue();
      a.failed("ca");
      OnceGate b = gate(marks, "1", "b", Duration.ZERO);
      assertThat(b.isDone("ca")).isFalse();
      assertThat(b.claim("ca")).isTrue();
      b.succeeded("ca");
    }
  }

  @Test
  void aMarkThatIsThereStays() {
    for (OnceMarks marks : both()) {
      marks.mark(new OnceMarks.Done("ca", "a", "1", Instant.EPOCH));
      marks.mark(new OnceMarks.Done("ca", "b", "2", Instant.EPOCH));
      assertThat(marks.all()).containsExactly(new OnceMarks.Done("ca", "a", "1", Instant.EPOCH));
    }
  }

  @Test
  void whoTakesTooLongIsNamed() {
    OnceMarks marks = OnceMarks.in(store);
    OnceGate a = gate(marks, "1", "a", Duration.ZERO);
    a.claim("ca");
    assertThatThrownBy(() -> gate(marks, "2", "b", Duration.ZERO).claim("ca"))
        .hasMessageContaining("\"ca\" on a by me");
    a.failed("ca");
  }

  @Test
  void theClaimOfARunThatIsGoneExpires() {
    leases.take("once: ca", "dead run", "dead", Duration.ZERO);
    OnceGate b = gate(OnceMarks.in(store), "2", "b", Duration.ZERO);
    assertThat(b.claim("ca")).isTrue();
    b.failed("ca");
  }

  @Test
  void ofManyHostsAtOnceOneDoesItAndTheOthersWaitForThat() throws Exception {
    OnceMarks marks = OnceMarks.in(store);
    List<String> did = Collections.synchronizedList(new ArrayList<>());
    ExecutorService pool = Executors.newFixedThreadPool(8);
    CountDownLatch all = new CountDownLatch(8);
    List<Future<Boolean>> done = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String host = "h" + i;
      done.add(
          pool.submit(
              () -> {
                OnceGate gate = gate(marks, "1", host, Duration.ofMinutes(1));
                all.countDown();
                all.await(30, TimeUnit.SECONDS);
                if (gate.claim("ca")) {
                  did.add(host);
                  gate.succeeded("ca");
                }
                return gate.isDone("ca");
              }));
    }
    for (Future<Boolean> future : done) {
      assertThat(future.get(60, TimeUnit.SECONDS)).isTrue();
    }
    pool.shutdownNow();
    assertThat(did).hasSize(1);
  }
}
