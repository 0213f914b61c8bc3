package org.bbbfleet.bench.exporters;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.Wanted;

/** The C program {@code processes}: it fills the process table, and reads it for comparison. */
final class Processes implements AutoCloseable {
  private static final List<Wanted> COMPILER =
      List.of(
          new Wanted("gcc", "compiles the C program that we are compared with"),
          new Wanted("libc6-dev", "what that program is compiled against"));

  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;

  private Processes(List<String> line) throws IOException {
    process = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    in =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  /** Compiles it, with a compiler that is installed first where there is none. */
  static Path compile(Path directory, DebianPackages packages) throws IOException {
    packages.install(COMPILER);
    Path source = directory.resolve("processes.c");
    Files.writeString(source, Command.script(Processes.class, "processes.c"));
    Path program = directory.resolve("processes");
    Command.of("gcc", "-O2", "-Wall", "-o", program.toString(), source.toString())
        .runFor("compile processes.c");
    return program;
  }

  /**
   * Processes that sleep until this is closed or we end in whatever way.
   *
   * @throws IOException when the machine does not allow so many
   */
  static Processes hold(Path program, int count) throws IOException {
    Processes held = new Processes(List.of(program.toString(), "hold", Integer.toString(count)));
    if (!"ready".equals(held.out.readLine())) {
      held.close();
      throw new IOException("can't start " + count + " processes here");
    }
    return held;
  }

  /** A reader of one file of every process. */
  static Processes reader(Path program, String file) throws IOException {
    return new Processes(List.of(program.toString(), "read", file));
  }

  /**
   * One pass of a reader.
   *
   * @param micros its CPU time
   * @param processes how many processes it read
   */
  record Pass(long micros, int processes) {}

  Pass pass() throws IOException {
    in.write("go\n");
    in.flush();
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the C program has ended");
    }
    String[] words = line.split(" ");
    return new Pass(Long.parseLong(words[0]), Integer.parseInt(words[1]));
  }

  @Override
  public void close() throws IOException {
    in.close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
