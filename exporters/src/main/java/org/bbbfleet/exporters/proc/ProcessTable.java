package org.bbbfleet.exporters.proc;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads Linux's process table from {@code ROOT/proc}. Needs no privilege: {@code stat} and {@code
 * cgroup} of every process are world-readable. Blocks; for one thread at a time.
 */
public final class ProcessTable {
  /** The kernel's USER_HZ, in which {@code /proc} counts time: 100 on every port that we run on. */
  public static final int TICKS_PER_SECOND = 100;

  private static final long PAGE_SIZE = 4096;

  /** A stat line has 52 numbers of at most 20 digits and a name of at most 64 bytes. */
  private static final int STAT_LIMIT = 2048;

  private static final int SMALL_FILE_LIMIT = 64 * 1024;

  private final File proc;
  private final byte[] buffer = new byte[STAT_LIMIT];
  private final byte[] smallBuffer = new byte[SMALL_FILE_LIMIT];

  /**
   * A table below a root.
   *
   * @param root the root of the file system, {@code /} or a test's directory
   */
  public ProcessTable(Path root) {
    this.proc = root.resolve("proc").toFile();
  }

  /**
   * Reads all processes in one pass; those that end meanwhile are left out.
   *
   * @throws IOException when there is no process table, or no uptime in it
   */
  public Processes read() throws IOException {
    Duration uptime = uptime();
    String[] names = proc.list();
    if (names == null) {
      throw new IOException("can't list " + proc);
    }
    Map<Integer, Proc> processes = new HashMap<>(names.length * 2);
    for (String name : names) {
      if (Character.isDigit(name.charAt(0))) {
        stat(name).ifPresent(p -> processes.put(p.pid(), p));
      }
    }
    return new Processes(uptime, processes);
  }

  /** Where a process belongs; empty when it ended, nowhere when nobody manages it. */
  public Optional<Cgroup> cgroup(int pid) {
    return small(pid, "cgroup").map(Cgroup::parse);
  }

  /**
   * Where the very process of a pass belongs; empty when it ended, also when another one has got
   * its number since.
   */
  public Optional<Cgroup> cgroup(Proc proc) {
    return small(proc, "cgroup").map(Cgroup::parse);
  }

  /**
   * A small file of the very process of a pass; empty when it ended, also when another one has got
   * its number since, and when we may not read it.
   */
  public Optional<String> small(Proc proc, String file) {
    Optional<String> text = small(proc.pid(), file);
    // Looked at afterwards: what was read before it is this process's if it is still there.
    return text.isPresent() && stat(Integer.toString(proc.pid())).filter(proc::same).isPresent()
        ? text
        : Optional.empty();
  }

  /** A small file of the host's, such as {@code vmstat}; empty where the kernel has none. */
  public Optional<String> host(String file) {
    return text(new File(proc, file));
  }

  /** A small file of a process's directory as text; empty when the process ended or we may not. */
  public Optional<String> small(int pid, String file) {
    return text(new File(proc, pid + "/" + file));
  }

  private Optional<String> text(File file) {
    int length = fill(file, smallBuffer);
    return length < 0
        ? Optional.empty()
        : Optional.of(new String(smallBuffer, 0, length, StandardCharsets.UTF_8));
  }

  private Optional<Proc> stat(String pid) {
    int length = fill(new File(proc, pid + "/stat"), buffer);
    return length <= 0 ? Optional.empty() : StatLine.parse(buffer, length, PAGE_SIZE);
  }

  private Duration uptime() throws IOException {
    File file = new File(proc, "uptime");
    byte[] bytes = new byte[64];
    int length = fill(file, bytes);
    if (length <= 0) {
      throw new IOException("can't read " + file);
    }
    String text = new String(bytes, 0, length, StandardCharsets.US_ASCII).trim();
    try {
      double seconds = Double.parseDouble(text.split(" ", 2)[0]);
      return Duration.ofMillis(Math.round(seconds * 1000));
    } catch (NumberFormatException e) {
      throw new IOException(file + " is not an uptime: " + text, e);
    }
  }

  /**
   * Reads a file from its start until its end or the buffer's.
   *
   * @return how much was read, or -1 when the process ended meanwhile (ENOENT or ESRCH) or keeps
   *     the file from us
   */
  private static int fill(File file, byte[] into) {
    try (FileInputStream in = new FileInputStream(file)) {
      int length = 0;
      while (length < into.length) {
        int n = in.read(into, length, into.length - length);
        if (n < 0) {
          break;
        }
        length += n;
      }
      return length;
    } catch (FileNotFoundException e) {
      return -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
