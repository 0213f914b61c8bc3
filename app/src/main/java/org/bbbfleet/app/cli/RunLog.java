package org.bbbfleet.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.run.ChangeReport;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.RunRequest;

/**
 * Everything of a run in a file that only its owner reads: each step with its time, and what it
 * printed. The newest files are kept, and each is bounded.
 */
final class RunLog implements RunListener, AutoCloseable {
  private static final int KEPT = 30;
  private static final long LONGEST = 64L * 1024 * 1024;

  private final Path directory;
  private final Clock clock;
  private PrintWriter out;
  private Path file;
  private long written;

  RunLog(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** Where it is written; null before the run begins. */
  synchronized Path file() {
    return file;
  }

  @Override
  public synchronized void begun(RunRequest request) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      removeOld();
      file = directory.resolve(request.id() + ".log");
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the run's log can't be written to " + directory, e);
    }
    write("", "run " + request.id() + " by " + request.who() + ": " + request.command());
    write("", request.hosts().size() + " hosts: " + String.join(" ", request.hosts()));
  }

  private void removeOld() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> logs =
          files
              .filter(path -> path.getFileName().toString().endsWith(".log"))
              .sorted(Comparator.comparing(Path::getFileName).reversed())
              .toList();
      for (Path old : logs.subList(Math.min(logs.size(), KEPT - 1), logs.size())) {
        Files.deleteIfExists(old);
      }
    }
  }

  private synchronized void write(String host, String text) {
    if (out == null || written > LONGEST) {
      return;
    }
    String at = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
    for (String line : Printable.of(text).split("\n", -1)) {
      String whole = at + "  " + (host.isEmpty() ? "" : host + "  ") + line;
      out.println(whole);
      written += whole.length() + 1;
    }
    if (written > LONGEST) {
      out.println("(the rest of this run is not kept here)");
    }
    // Line by line: whoever wants to know what a killed run did has nothing else.
    out.flush();
  }

  @Override
  public void started(Host host) {
    write(host.name(), "connecting");
  }

  @Override
  public void warned(Host host, String message) {
    write(host.name(), "warning: " + message);
  }

  @Override
  public void planned(Host host, int changes) {
    write(host.name(), changes + " to change");
  }

  @Override
  public void step(Host host, int number, int of, String what) {
    write(host.name(), number + "/" + of + " " + what);
  }

  @Override
  public void output(Host host, String line) {
    write(host.name(), "    " + line);
  }

  @Override
  public void verifying(Host host) {
    write(host.name(), "reading its signals");
  }

  @Override
  public synchronized void finished(HostReport report) {
    write(
        report.host(),
        report.state() + ", " + report.changed() + " changes, " + report.took().toMillis() + " ms");
    for (ChangeReport change : report.changes()) {
      write(report.host(), "  " + change.outcome() + " " + change);
      if (!change.diff().isEmpty()) {
        write(report.host(), change.diff().stripTrailing());
      }
    }
    if (!report.failure().isEmpty()) {
      write(report.host(), report.failure());
    }
  }

  @Override
  public synchronized void ended(RunReport report) {
    write(
        "",
        report.state().word()
            + (report.stopped().isEmpty() ? "" : ": " + report.stopped())
            + ", "
            + report.took().toMillis()
            + " ms");
  }

  @Override
  public synchronized void close() {
    if (out != null) {
      out.close();
      out = null;
    }
  }
}
