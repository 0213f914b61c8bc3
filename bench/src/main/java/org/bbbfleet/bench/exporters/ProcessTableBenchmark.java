package org.bbbfleet.bench.exporters;

import com.google.auto.service.AutoService;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.bench.Benchmark;
import org.bbbfleet.bench.Figure;
import org.bbbfleet.bench.Measurement;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.proc.ProcessTable;
import org.bbbfleet.exporters.soffice.SofficeExporter;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;

/** One pass over a large process table, beside the same reads in C. */
@AutoService(Benchmark.class)
public final class ProcessTableBenchmark implements Benchmark {
  private static final int PROCESSES = 20_000;
  private static final int WARM_UP = 8;
  private static final int ROUNDS = 15;
  private static final Figure.Aim WITHIN = Figure.Aim.atMost(3);

  private final OperatingSystemMXBean us =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Override
  public String suite() {
    return "exporters";
  }

  @Override
  public String name() {
    return "process-table";
  }

  @Override
  public String about() {
    return "CPU time of one pass over a table of 20,000 real processes, beside a C program (compiled"
        + " with gcc, which is installed if it is missing) that opens, reads and closes the same"
        + " files in turns with us.";
  }

  @Override
  public void run(Measurement measurement) throws Exception {
    Path directory = Files.createTempDirectory("fleet-bench");
    Vertx vertx = Vertx.vertx();
    try {
      Path program =
          Processes.compile(
              directory, new DebianPackages(FleetCache.fromEnvironment(), measurement::progress));
      measurement.progress("starting " + PROCESSES + " processes that sleep");
      try (Processes held = Processes.hold(program, PROCESSES);
          Processes stat = Processes.reader(program, "stat");
          Processes comm = Processes.reader(program, "comm")) {
        measure(measurement, vertx, stat, comm);
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
      for (String file : new String[] {"processes.c", "processes", ""}) {
        Files.deleteIfExists(directory.resolve(file));
      }
    }
  }

  private void measure(Measurement m, Vertx vertx, Processes stat, Processes comm)
      throws Exception {
    ProcessTable table = new ProcessTable(Path.of("/"));
    Collector soffice =
        new SofficeExporter()
            .open(
                Section.of("bench", Map.of()),
                new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")));
    m.progress("warming up");
    for (int i = 0; i < WARM_UP; i++) {
      table.read();
      collect(soffice);
      stat.pass();
      comm.pass();
    }
    m.progress("measuring, in turns");
    double[] ours = new double[ROUNDS];
    double[] whole = new double[ROUNDS];
    double[] theirs = new double[ROUNDS];
    double[] theirComm = new double[ROUNDS];
    double[] bytes = new double[ROUNDS];
    int processes = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Processes.Pass pass = stat.pass();
      theirs[i] = pass.micros() / 1e3;
      long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      long before = us.getProcessCpuTime();
      processes = table.read().all().size();
      ours[i] = (us.getProcessCpuTime() - before) / 1e6;
      bytes[i] =
          (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated)
              / (double) processes;
      theirComm[i] = comm.pass().micros() / 1e3;
      before = us.getProcessCpuTime();
      collect(soffice);
      whole[i] = (us.getProcessCpuTime() - before) / 1e6;
    }
    soffice.close();
    m.figure("processes in the table", processes, "processes");
    m.figure("C, stat of each", median(theirs), "ms");
    m.figure("C, comm of each", median(theirComm), "ms");
    m.figure("ours, one pass (stat of each, parsed)", median(ours), "ms");
    m.figure("ours against C's stat", median(ours) / median(theirs), "×", WITHIN);
    m.figure("ours, allocated per process", median(bytes), "bytes");
    m.figure("a whole collection of the soffice exporter", median(whole), "ms");
    m.figure("that against C's stat", median(whole) / median(theirs), "×", WITHIN);
    m.note(
        "CPU time of the whole process, user and kernel, with garbage collection and compilation;"
            + " medians of "
            + ROUNDS
            + " rounds after "
            + WARM_UP
            + " to warm up.");
  }

  private static void collect(Collector collector) throws Exception {
    try {
      collector.collect().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IOException("the soffice exporter failed", e.getCause());
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
