package org.bbbfleet.bench.freeswitch;

import com.google.auto.service.AutoService;
import java.util.Collection;
import org.bbbfleet.bench.Benchmark;
import org.bbbfleet.bench.Measurement;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The codec of the event socket in JMH, with what it allocates. */
@AutoService(Benchmark.class)
public final class EslCodecBenchmark implements Benchmark {

  @Override
  public String suite() {
    return "exporters";
  }

  @Override
  public String name() {
    return "freeswitch-codec";
  }

  @Override
  public String about() {
    return "Cutting an event socket's bytes into messages (JMH, one thread), against copying the"
        + " same bytes once.";
  }

  @Override
  public void run(Measurement measurement) throws Exception {
    measurement.progress("JMH: warming up and measuring, about half a minute");
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(EslCodec.class.getName())
                    .addProfiler(GCProfiler.class)
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(1))
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    for (RunResult result : results) {
      String method = result.getParams().getBenchmark().replaceAll(".*\\.", "");
      double bytes = EslCodec.bytes(method);
      double rate = result.getPrimaryResult().getScore() * bytes / 1e6;
      measurement.figure(words(method), rate, "MB/s");
      Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
      if (allocated == null) {
        allocated = result.getSecondaryResults().get("·gc.alloc.rate.norm");
      }
      if (allocated != null) {
        measurement.figure(
            words(method) + ": allocated for each byte", allocated.getScore() / bytes, "B");
      }
    }
  }

  private static String words(String method) {
    return switch (method) {
      case "copy" -> "copying 7 MB once";
      case "large" -> "one answer of 7 MB in chunks of 64 KiB";
      case "small" -> "10,000 small answers in chunks of 1,500 bytes";
      default -> method;
    };
  }
}
