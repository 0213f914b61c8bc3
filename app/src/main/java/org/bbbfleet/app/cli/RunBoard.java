package org.bbbfleet.app.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunRequest;

/**
 * A run as it moves: a line for each host that is at work, with its step and for how long, and one
 * with the counts and the slowest. As many as the terminal is high; then the slowest are shown.
 */
final class RunBoard implements RunListener, AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(200);

  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private final Map<String, Work> working = new LinkedHashMap<>();
  private ScheduledExecutorService ticker;
  private long began;
  private int hosts;
  private int done;
  private int failed;
  private String notice = "";

  private static final class Work {
    private final long since;
    private String doing = "connecting";

    Work(long since) {
      this.since = since;
    }
  }

  RunBoard(Terminal terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized void begun(RunRequest request) {
    began = nanoTime.getAsLong();
    hosts = request.hosts().size();
    if (terminal.draws() && ticker == null) {
      ticker =
          Executors.newSingleThreadScheduledExecutor(
              work -> {
                Thread thread = new Thread(work, "run-board");
                thread.setDaemon(true);
                return thread;
              });
      ticker.scheduleAtFixedRate(this::draw, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized void started(Host host) {
    working.put(host.name(), new Work(nanoTime.getAsLong()));
  }

  @Override
  public void planned(Host host, int changes) {
    doing(host, changes == 0 ? "as it should be" : changes + " to change");
  }

  @Override
  public void step(Host host, int number, int of, String what) {
    doing(host, number + "/" + of + " " + what);
  }

  @Override
  public void verifying(Host host) {
    doing(host, "reading its signals");
  }

  private synchronized void doing(Host host, String what) {
    Work work = working.get(host.name());
    if (work != null) {
      work.doing = what;
    }
  }

  @Override
  public synchronized void finished(HostReport report) {
    working.remove(report.host());
    done++;
    if (report.state() == HostReport.State.FAILED) {
      failed++;
    }
  }

  /** A word that stands on the board until the end: that the run is being stopped. */
  synchronized void notice(String text) {
    notice = text;
  }

  private void draw() {
    terminal.board(lines(terminal.size()));
  }

  /** What the board shows in a terminal of that size. */
  synchronized List<String> lines(TerminalSize size) {
    int room = Math.max(0, size.rows() - 4);
    List<Map.Entry<String, Work>> shown = new ArrayList<>(working.entrySet());
    int hidden = 0;
    if (shown.size() > room) {
      hidden = shown.size() - room;
      shown.sort(Comparator.comparingLong(e -> e.getValue().since));
      shown = shown.subList(0, room);
    }
    int width = shown.stream().mapToInt(e -> e.getKey().length()).max().orElse(1);
    int text = Math.max(10, size.columns() - width - 14);
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, Work> entry : shown) {
      String doing = Terminal.cut(entry.getValue().doing, text);
      lines.add(
          String.format(
              "  %-" + width + "s  %-" + text + "s %8s",
              entry.getKey(),
              doing,
              seconds(nanoTime.getAsLong() - entry.getValue().since)));
    }
    lines.add(counts(hidden));
    if (!notice.isEmpty()) {
      lines.add(terminal.attention(notice));
    }
    return lines;
  }

  private String counts(int hidden) {
    List<String> parts = new ArrayList<>();
    parts.add(done + " of " + hosts + " done");
    if (failed > 0) {
      parts.add(terminal.bad(failed + " failed"));
    }
    parts.add(working.size() + " at work" + (hidden > 0 ? " (" + hidden + " not shown)" : ""));
    int waiting = hosts - done - working.size();
    if (waiting > 0) {
      parts.add(waiting + " waiting");
    }
    Optional<Map.Entry<String, Work>> slowest =
        working.entrySet().stream().min(Comparator.comparingLong(e -> e.getValue().since));
    if (working.size() > 1) {
      slowest.ifPresent(
          e ->
              parts.add(
                  "slowest "
                      + e.getKey()
                      + " "
                      + seconds(nanoTime.getAsLong() - e.getValue().since)));
    }
    parts.add(seconds(nanoTime.getAsLong() - began));
    return String.join(" · ", parts);
  }

  private static String seconds(long nanos) {
    double seconds = nanos / 1e9;
    return seconds < 10
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : seconds < 600 ? (long) seconds + " s" : (long) (seconds / 60) + " min";
  }

  @Override
  public void close() {
    if (ticker != null) {
      // Not interrupted: a print that is cut short would leave the cursor somewhere else.
      ticker.shutdown();
      try {
        if (!ticker.awaitTermination(1, TimeUnit.SECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      terminal.board(List.of());
    }
  }
}
