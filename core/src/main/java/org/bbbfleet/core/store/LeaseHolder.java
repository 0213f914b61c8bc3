package org.bbbfleet.core.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A lease's holder that says of which process it is, so that who comes next can tell that it is
 * gone: {@code NAME@MACHINE.PID.START}. A process is told by when it began, too: numbers are used
 * again. The machine's mark is of its boot, its namespace of processes and the user; who has
 * another one can't see that process, and judges nothing.
 */
public final class LeaseHolder {
  private static final Path PROC = Path.of("/proc");
  private static final Pattern TEXT =
      Pattern.compile(
          "(?<name>.*)@(?<mark>[0-9a-f]{12})\\.(?<pid>\\d{1,18})\\.(?<start>\\d{1,18})");

  /** Whether a holder's process is still there. */
  public enum Life {
    ALIVE,
    DEAD,
    /** Of another machine or user, or it does not say of which process it is. */
    UNKNOWN
  }

  private LeaseHolder() {}

  /** A holder of that name which lives as long as this process. */
  public static String here(String name) {
    return of(name, ProcessHandle.current().pid());
  }

  /** A holder of that name which lives as long as a process of this machine and user. */
  public static String of(String name, long pid) {
    OptionalLong start = start(PROC, pid);
    Optional<String> mark = mark();
    return start.isPresent() && mark.isPresent()
        ? name + "@" + mark.get() + "." + pid + "." + start.getAsLong()
        : name;
  }

  /** Its name, without the process. */
  public static String name(String holder) {
    Matcher parts = TEXT.matcher(holder);
    return parts.matches() ? parts.group("name") : holder;
  }

  /** Whether its process is still there. */
  public static Life life(String holder) {
    Matcher parts = TEXT.matcher(holder);
    if (!parts.matches() || !mark().equals(Optional.of(parts.group("mark")))) {
      return Life.UNKNOWN;
    }
    OptionalLong start = start(PROC, Long.parseLong(parts.group("pid")));
    return start.equals(OptionalLong.of(Long.parseLong(parts.group("start"))))
        ? Life.ALIVE
        : Life.DEAD;
  }

  private static Optional<String> mark() {
    try {
      String boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
      String namespace = Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (boot + " " + namespace + " " + System.getProperty("user.name"))
                      .getBytes(StandardCharsets.UTF_8));
      return Optional.of(HexFormat.of().formatHex(digest, 0, 6));
    } catch (IOException e) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** When the process began, in the kernel's ticks; empty when it is gone. See proc(5), "stat". */
  static OptionalLong start(Path proc, long pid) {
    String stat;
    try {
      stat = Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"));
    } catch (IOException e) {
      // There is none, or it went while it was read.
      return OptionalLong.empty();
    }
    // The program's name, in brackets, may hold anything.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    boolean over = fields.length < 20 || fields[0].equals("Z") || fields[0].equals("X");
    return over ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[19]));
  }
}
