package org.bbbfleet.provisioning.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.Test;

class ConnectingTest {
  private static final Host HOST = new Host("h", List.of(), Map.of());

  private final CountDownLatch closed = new CountDownLatch(1);

  @Test
  void whoFetchesTheShellHasIt() {
    Shell shell = new Closing();
    try (Connecting connecting = Connecting.to(HOST, host -> shell)) {
      assertThat(connecting.shell()).isSameAs(shell);
    }
    assertThat(closed.getCount()).as("the caller's to close").isEqualTo(1);
  }

  @Test
  void whatCouldNotBeConnectedToSaysWhy() {
    try (Connecting connecting =
        Connecting.to(
            HOST,
            host -> {
              throw new FleetException(ErrorCategory.UNREACHABLE, "h: no route");
            })) {
      assertThatThrownBy(connecting::shell)
          .isInstanceOf(FleetException.class)
          .hasMessage("h: no route");
    }
  }

  @Test
  void oneThatNobodyFetchesIsClosedAlsoWhenItComesLate() throws InterruptedException {
    CountDownLatch given = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Connecting connecting =
        Connecting.to(
            HOST,
            host -> {
              try {
                given.await();
              } catch (InterruptedException e) {
                // Comes all the same.
                interrupted.countDown();
              }
              return new Closing();
            });
    connecting.close();

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void oneThatWasThereAndThatNobodyFetchedIsClosed() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    Connecting connecting =
        Connecting.to(
            HOST,
            host -> {
              asked.countDown();
              return new Closing();
            });
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    connecting.close();

    assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoWaitsForItCanBeInterrupted() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Thread.currentThread().interrupt();
    try (Connecting connecting =
        Connecting.to(
            HOST,
            host -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new FleetException(ErrorCategory.UNREACHABLE, "h: interrupted", e);
              }
              return new Closing();
            })) {
      assertThatThrownBy(connecting::shell)
          .isInstanceOf(FleetException.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).as("still says so").isTrue();
    }
  }

  private final class Closing implements Shell {
    @Override
    public String host() {
      return "h";
    }

    @Override
    public Result run(Script script) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Result command(String commandLine, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void upload(Path local, String remotePath, String mode, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
