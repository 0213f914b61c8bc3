package org.bbbfleet.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventLinesTest {
  private static final Duration AMPLE = Duration.ofMinutes(1);

  private static EventLines lines(String text) {
    return new EventLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), AMPLE);
  }

  @Test
  void readsLinesOfBothKindsUpToTheEnd() throws IOException {
    try (EventLines lines = lines("id: 1\r\ndata: ü\n\nlast")) {
      assertThat(lines.next()).isEqualTo("id: 1");
      assertThat(lines.next()).isEqualTo("data: ü");
      assertThat(lines.next()).isEmpty();
      assertThat(lines.next()).isEqualTo("last");
      assertThat(lines.next()).isNull();
    }
  }

  @Test
  void aLineThatDoesNotEndIsGivenUp() throws IOException {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] into, int from, int length) {
            java.util.Arrays.fill(into, from, from + length, (byte) 'x');
            return length;
          }
        };
    try (EventLines lines = new EventLines(endless, AMPLE)) {
      assertThatThrownBy(lines::next).isInstanceOf(IOException.class).hasMessageContaining("more");
    }
  }

  /** A connection on which nothing comes any more: a read ends only when it is closed. */
  private static final class Silent extends InputStream {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int read() throws IOException {
      try {
        if (!closed.await(30, TimeUnit.SECONDS)) {
          throw new IOException("nobody gave up");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return -1;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void whoSaysNothingIsGivenUp() throws IOException {
    try (EventLines lines = new EventLines(new Silent(), Duration.ofMillis(50))) {
      assertThatThrownBy(lines::next)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nothing came");
    }
  }
}
