package org.bbbfleet.bench.freeswitch;

import com.google.auto.service.AutoService;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.bench.Benchmark;
import org.bbbfleet.bench.Figure.Aim;
import org.bbbfleet.bench.Measurement;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.freeswitch.FreeSwitchExporter;
import org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics;

/** What one collection of a FreeSWITCH with 12,000 people costs. */
@AutoService(Benchmark.class)
public final class FreeSwitchCollectionBenchmark implements Benchmark {
  private static final int CONFERENCES = 300;
  private static final int MEMBERS = 40;
  private static final int WARM_UP = 30;
  private static final int RUNS = 21;
  private static final String LIST = "api conference json_list compact";
  private static final String CHANNELS = "api show channels as json";

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Override
  public String suite() {
    return "exporters";
  }

  @Override
  public String name() {
    return "freeswitch-collection";
  }

  @Override
  public String about() {
    return "One collection of 300 conferences with 40 members each: processor time of the whole"
        + " process (collector of garbage and compiler too) without the simulated FreeSWITCH's,"
        + " against merely reading the same bytes.";
  }

  @Override
  public void run(Measurement measurement) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (CrowdedSwitch crowded = new CrowdedSwitch(CONFERENCES, MEMBERS)) {
      double bytes = crowded.size(LIST) + crowded.size(CHANNELS);
      measurement.figure("the two large answers", bytes / 1e6, "MB");
      measurement.progress("merely reading the same bytes");
      double reading = median(() -> read(crowded), crowded);
      measurement.progress("collecting");
      Section options =
          Section.parse(
              "bench", "{host: 127.0.0.1, port: %d, password: x}".formatted(crowded.port()));
      Collector collector =
          new FreeSwitchExporter()
              .open(options, new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")));
      double first = cpuMillis(() -> collect(collector), crowded);
      for (int i = 0; i < WARM_UP; i++) {
        collect(collector);
      }
      double collecting = median(() -> collect(collector), crowded);
      long wall = System.nanoTime();
      collect(collector);
      double took = (System.nanoTime() - wall) / 1e6;
      collector.close();
      measurement.figure(
          "processor time of a collection, median of " + RUNS, collecting, "ms", Aim.atMost(150));
      measurement.figure("merely reading the same bytes, median", reading, "ms");
      measurement.figure("against merely reading", collecting / reading, "×");
      measurement.figure("wall-clock time of a collection", took, "ms");
      measurement.figure("the first collection, code not yet compiled", first, "ms");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private double median(Work work, CrowdedSwitch crowded) throws Exception {
    double[] runs = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      runs[i] = cpuMillis(work, crowded);
    }
    Arrays.sort(runs);
    return runs[RUNS / 2];
  }

  /** The process's processor time less the server's thread. */
  private double cpuMillis(Work work, CrowdedSwitch crowded) throws Exception {
    long before = process.getProcessCpuTime();
    long server = threads.getThreadCpuTime(crowded.threadId());
    work.run();
    long others = threads.getThreadCpuTime(crowded.threadId()) - server;
    return (process.getProcessCpuTime() - before - others) / 1e6;
  }

  private static void collect(Collector collector) throws Exception {
    Samples samples =
        collector.collect().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    if (samples.value(FreeSwitchMetrics.CONFERENCE_MEMBERS) != CONFERENCES * MEMBERS) {
      throw new IllegalStateException("a collection went wrong: its cost would mean nothing");
    }
  }

  private static void read(CrowdedSwitch crowded) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), crowded.port())) {
      socket
          .getOutputStream()
          .write(
              ("auth x\n\n" + LIST + "\n\n" + CHANNELS + "\n\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[64 * 1024];
      long left = crowded.size(LIST) + crowded.size(CHANNELS);
      while (left > 0) {
        int count = in.read(buffer);
        if (count < 0) {
          throw new IOException("the simulated FreeSWITCH hung up");
        }
        left -= count;
      }
    }
  }
}
