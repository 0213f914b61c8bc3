package org.bbbfleet.core.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.core.web.BasicAuth.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the costly check is made, and when not. */
class BasicAuthTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger checks = new AtomicInteger();
  private final BasicAuth auth =
      new BasicAuth(
          vertx,
          Map.of("prom", "$2y$04$hash"),
          (password, hash) -> {
            checks.incrementAndGet();
            return password.equals("right");
          });

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void aScraperPaysOnce() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(verdict(auth, "prom", "right")).isEqualTo(Verdict.ALLOWED);
    }
    assertThat(checks.get()).isEqualTo(1);
  }

  @Test
  void guessesArePaidEachTimeAndUnknownUsersCostTheSame() throws Exception {
    assertThat(verdict(auth, "prom", "wrong")).isEqualTo(Verdict.DENIED);
    assertThat(verdict(auth, "prom", "wrong")).isEqualTo(Verdict.DENIED);
    // Right by chance for the hash that stands for nobody: still nobody.
    assertThat(verdict(auth, "nobody", "right")).isEqualTo(Verdict.DENIED);
    assertThat(verdict(auth, "nobody", "right")).isEqualTo(Verdict.DENIED);
    assertThat(checks.get()).isEqualTo(4);
  }

  @Test
  void nonsenseIsDeniedWithoutACheck() throws Exception {
    for (String header :
        new String[] {null, "", "Basic", "Basic %%%", "Bearer x", "Basic " + "A".repeat(9000)}) {
      assertThat(get(auth.check(header))).as(header).isEqualTo(Verdict.DENIED);
    }
    assertThat(checks.get()).isZero();
  }

  @Test
  void aFloodOfGuessesIsTurnedAwayWhileOneThatIsKnownPasses() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    BasicAuth slow =
        new BasicAuth(
            vertx,
            Map.of("prom", "$2y$04$hash"),
            (password, hash) -> {
              if (!password.equals("right")) {
                try {
                  release.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
              return password.equals("right");
            });
    assertThat(verdict(slow, "prom", "right")).isEqualTo(Verdict.ALLOWED);
    List<Future<Verdict>> guesses = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      guesses.add(slow.check(header("prom", "guess" + i)));
    }
    assertThat(guesses.stream().filter(g -> g.succeeded() && g.result() == Verdict.BUSY).count())
        .isEqualTo(14);
    assertThat(verdict(slow, "prom", "right")).isEqualTo(Verdict.ALLOWED);
    release.countDown();
    for (Future<Verdict> guess : guesses) {
      assertThat(get(guess)).isNotEqualTo(Verdict.ALLOWED);
    }
  }

  @Test
  void theBucketFillsAsTimePasses() {
    AtomicLong nanos = new AtomicLong();
    TokenBucket bucket =
        new TokenBucket(new WebConfig.RateLimit(Duration.ofSeconds(1), 3), nanos::get);
    assertThat(List.of(bucket.take(), bucket.take(), bucket.take(), bucket.take()))
        .containsExactly(true, true, true, false);
    nanos.addAndGet(Duration.ofMillis(1500).toNanos());
    assertThat(List.of(bucket.take(), bucket.take())).containsExactly(true, false);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(List.of(bucket.take(), bucket.take(), bucket.take(), bucket.take()))
        .containsExactly(true, true, true, false);
  }

  private static Verdict verdict(BasicAuth auth, String user, String password) throws Exception {
    return get(auth.check(header(user, password)));
  }

  private static String header(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
