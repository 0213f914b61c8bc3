package org.bbbfleet.exporters.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A process table of files below a test's directory, laid out as Linux's is. */
public final class ProcFixture {
  private final Path root;

  public ProcFixture(Path root) {
    this.root = root;
    uptime(10_000);
  }

  public Path root() {
    return root;
  }

  public ProcFixture uptime(double seconds) {
    write(root.resolve("proc/uptime"), String.format(Locale.ROOT, "%.2f 1.00\n", seconds));
    return this;
  }

  /** Writes or replaces a process; times are seconds. */
  public ProcFixture process(
      int pid, int ppid, String comm, char state, double started, double cpu) {
    return stat(pid, statLine(pid, ppid, comm, state, started, cpu, 1));
  }

  /** The same with a resident memory in bytes, in whole pages. */
  public ProcFixture process(
      int pid, int ppid, String comm, char state, double started, double cpu, long rss) {
    String line = statLine(pid, ppid, comm, state, started, cpu, 1);
    return stat(pid, line.replace(" 3133440 394 ", " 3133440 " + rss / 4096 + " "));
  }

  /** Writes a process's stat as it is given. */
  public ProcFixture stat(int pid, String line) {
    write(directory(pid).resolve("stat"), line);
    return this;
  }

  public static String statLine(
      int pid, int ppid, String comm, char state, double started, double cpu, int threads) {
    long ticks = Math.round(cpu * 100);
    return pid
        + " ("
        + comm
        + ") "
        + state
        + " "
        + ppid
        + " 1 1 0 -1 4194304 100 0 0 0 "
        + ticks
        + " 0 0 0 20 0 "
        + threads
        + " 0 "
        + Math.round(started * 100)
        + " 3133440 394 18446744073709551615 1 1 1 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 1 1 1 1 1 1 1"
        + " 0\n";
  }

  public ProcFixture file(int pid, String name, String text) {
    write(directory(pid).resolve(name), text);
    return this;
  }

  /** How many processes the host has killed for want of memory since boot. */
  public ProcFixture oomKills(long count) {
    write(root.resolve("proc/vmstat"), "oom_kill_x 9\nnr_free_pages 1\noom_kill " + count + "\n");
    return this;
  }

  /** Puts a process into a service, as the hybrid hierarchy shows it. */
  public ProcFixture inUnit(int pid, String unit) {
    return file(
        pid,
        "cgroup",
        "4:memory:/system.slice/" + unit + "\n1:name=systemd:/system.slice/" + unit + "\n0::/\n");
  }

  /** Puts a process into a Docker container, as cgroup v2 shows it. */
  public ProcFixture inContainer(int pid, String id) {
    return file(pid, "cgroup", "0::/system.slice/docker-" + id + ".scope\n");
  }

  public ProcFixture remove(int pid) {
    try (Stream<Path> files = Files.walk(directory(pid))) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private Path directory(int pid) {
    return root.resolve("proc").resolve(Integer.toString(pid));
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
