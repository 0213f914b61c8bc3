package org.bbbfleet.provisioning.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bbbfleet.core.inventory.Host;
import org.junit.jupiter.api.Test;

class RunRecorderTest {
  private static final int MANY = 250;

  private final List<List<RunEvent>> written = Collections.synchronizedList(new ArrayList<>());

  @Test
  void whatCameWhileTheDiskWasWaitedForIsWrittenTogetherAndInOrder() throws InterruptedException {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    try (RunRecorder recorder =
        new RunRecorder(
            events -> {
              writing.countDown();
              await(told);
              written.add(events);
            },
            Clock.systemUTC())) {
      recorder.planned(host(0), 0);
      assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
      IntStream.rangeClosed(1, MANY).forEach(i -> recorder.planned(host(i), i));
      told.countDown();
    }

    assertThat(written).extracting(List::size).containsExactly(1, 100, 100, 50);
    assertThat(written.stream().flatMap(List::stream))
        .extracting(event -> ((RunEvent.HostPlanned) event).host())
        .containsExactlyElementsOf(IntStream.rangeClosed(0, MANY).mapToObj(i -> "h" + i).toList());
  }

  @Test
  void oneThatCanNotBeWrittenDoesNotTakeTheOthersWithIt() throws InterruptedException {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    try (RunRecorder recorder =
        new RunRecorder(
            events -> {
              writing.countDown();
              await(told);
              if (events.stream()
                  .anyMatch(event -> ((RunEvent.HostPlanned) event).host().equals("h2"))) {
                throw new IllegalStateException("not that one");
              }
              written.add(events);
            },
            Clock.systemUTC())) {
      recorder.planned(host(0), 0);
      assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
      IntStream.rangeClosed(1, 3).forEach(i -> recorder.planned(host(i), i));
      told.countDown();
    }

    assertThat(written.stream().flatMap(List::stream))
        .extracting(event -> ((RunEvent.HostPlanned) event).host())
        .containsExactly("h0", "h1", "h3");
  }

  private static Host host(int number) {
    return new Host("h" + number, List.of(), Map.of());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
