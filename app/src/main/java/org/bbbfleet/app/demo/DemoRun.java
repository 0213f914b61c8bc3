package org.bbbfleet.app.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.app.cli.Terminal;

/** The demo from its beginning to the point where nothing of it is left. */
public final class DemoRun {
  private static final long CLEAN_UP_SECONDS = 60;

  private DemoRun() {}

  /** Where it plays. */
  public enum Where {
    /** Throw-away Debian hosts, provisioned over SSH. */
    LAB_HOSTS,
    /** Plain processes; nothing is provisioned. */
    THIS_MACHINE
  }

  /** Who ends it. */
  public enum End {
    /** After the last fault. */
    BY_ITSELF,
    /** Ctrl-C. */
    BY_THE_USER
  }

  /** Plays; the exit code: 0 when every fault was healed and every alert resolved. */
  public static int play(Terminal terminal, Where where, End end) {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              stop.countDown();
              try {
                gone.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "demo-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (Stage stage =
        where == Where.LAB_HOSTS ? new HostsStage(terminal) : new LocalStage(terminal)) {
      boolean well = new Demo(terminal, stage, stop).play();
      if (end == End.BY_THE_USER && stop.getCount() > 0) {
        terminal.line(
            "It stays up: look around at "
                + stage.addresses().console()
                + ". Ctrl-C removes everything.");
        awaitEnd(stop);
      }
      return well ? 0 : 1;
    } finally {
      gone.countDown();
    }
  }

  private static void awaitEnd(CountDownLatch stop) {
    try {
      stop.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
