package org.bbbfleet.exporters.proc;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Processes that a test starts for real, all ended at its end with all that they started. */
public final class RealProcesses implements AutoCloseable {
  private final Deque<Process> started = new ArrayDeque<>();
  private final List<Path> links = new ArrayList<>();
  private final Path output;

  /**
   * Processes whose output goes below a directory.
   *
   * @param directory the test's own
   */
  public RealProcesses(Path directory) {
    this.output = directory;
  }

  /** Starts a program. */
  public Process start(String... command) throws IOException {
    return start(List.of(command));
  }

  /** Starts a program; its output goes to a file of its own. */
  public Process start(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(output.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.resolve("output-" + started.size() + ".log").toFile())
            .start();
    started.push(process);
    return process;
  }

  /** A program of the system's under another name, by which the kernel then calls its processes. */
  public Path copy(String program, String name) throws IOException {
    Path copy = output.resolve(name);
    Files.copy(
        Path.of(program).toRealPath(),
        copy,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    return copy;
  }

  /**
   * A root whose process table is the kernel's, but shows only what this test started and what that
   * started: others may run the same programs on this machine. Call it before every look.
   */
  public Path root() throws IOException {
    return rootWith(List.of());
  }

  /** The same, which also shows processes that others started for this test. */
  public Path rootWith(List<Long> others) throws IOException {
    Path root = output.resolve("view");
    Path proc = Files.createDirectories(root.resolve("proc"));
    link(proc, "uptime");
    link(proc, "vmstat");
    link(Files.createDirectories(root.resolve("sys/fs")), "cgroup", Path.of("/sys/fs/cgroup"));
    for (long other : others) {
      link(proc, Long.toString(other));
    }
    for (Process process : started) {
      link(proc, Long.toString(process.pid()));
      List<ProcessHandle> below = process.descendants().toList();
      for (ProcessHandle child : below) {
        link(proc, Long.toString(child.pid()));
      }
    }
    return root;
  }

  private void link(Path proc, String name) throws IOException {
    link(proc, name, Path.of("/proc").resolve(name));
  }

  private void link(Path place, String name, Path target) throws IOException {
    Path link = place.resolve(name);
    if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      links.add(Files.createSymbolicLink(link, target));
    }
  }

  /** Sends a signal, such as {@code STOP}. */
  public static void signal(long pid, String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
    if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      fail("kill -%s %d failed", signal, pid);
    }
  }

  /** Waits until something is so. */
  public static void await(Duration limit, String what, Callable<Boolean> condition)
      throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        fail("not within %s: %s", limit, what);
      }
      if (never.await(20, TimeUnit.MILLISECONDS)) {
        fail("nobody counts this down");
      }
    }
  }

  @Override
  public void close() throws Exception {
    while (!started.isEmpty()) {
      Process process = started.pop();
      // The parent first, so that it can't replace the children that it loses.
      List<ProcessHandle> below = process.descendants().toList();
      process.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        fail("%s did not end", process);
      }
    }
    for (Path link : links) {
      Files.delete(link);
    }
    links.clear();
  }
}
