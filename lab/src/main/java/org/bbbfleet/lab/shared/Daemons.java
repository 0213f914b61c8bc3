package org.bbbfleet.lab.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;

/** Programs of Debian's packages that run until they are closed. */
final class Daemons implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final Unpacked programs;
  private final Deque<Process> running = new ArrayDeque<>();

  Daemons(Path directory, String... packages) {
    this.directory = directory;
    List<Wanted> wanted = new ArrayList<>();
    for (String name : packages) {
      wanted.add(new Wanted(name, "it is watched while it breaks"));
    }
    this.programs =
        new DebianPackages(FleetCache.fromEnvironment(), System.out::println).unpack(wanted);
  }

  Path directory() {
    return directory;
  }

  Unpacked programs() {
    return programs;
  }

  /** The words with which another program runs one of these: with its libraries. */
  List<String> words(Path program) {
    List<String> words = new ArrayList<>(List.of("env"));
    programs.environment().forEach((name, value) -> words.add(name + "=" + value));
    words.add(program.toString());
    return words;
  }

  /** Starts a program that stays. */
  Process start(List<String> line) {
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("daemon-" + running.size() + ".log").toFile());
    builder.environment().putAll(programs.environment());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      running.push(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program to its end; what it said. */
  String run(List<String> line) {
    Command.Output output =
        Command.of(line).with(programs.environment()).in(directory).within(PATIENCE).run();
    return (output.out() + output.err()).strip();
  }

  /** Ends a program at once, as a power cut does. */
  static void kill(Process process) {
    end(process.destroyForcibly());
  }

  /** Ends a program by a signal at which it takes its children along. */
  void quit(Process process) {
    run(List.of("kill", "-QUIT", Long.toString(process.pid())));
    end(process);
  }

  private static void end(Process process) {
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException(process + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A port that is free, outside the range that the kernel gives to others. */
  static int port() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException e) {
        // It is taken: the next may be free.
      }
    }
  }

  /** Waits until something is so. */
  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Override
  public void close() {
    running.forEach(Daemons::kill);
  }
}
