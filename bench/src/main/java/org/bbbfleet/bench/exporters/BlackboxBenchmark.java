package org.bbbfleet.bench.exporters;

import com.google.auto.service.AutoService;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.bench.Benchmark;
import org.bbbfleet.bench.Measurement;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.ProbeHandler;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Wanted;

/** HTTP probes of a page on loopback: ours in a process of its own, and Debian's. */
@AutoService(Benchmark.class)
public final class BlackboxBenchmark implements Benchmark {
  private static final int CLIENTS = 8;
  private static final Duration WARM = Duration.ofSeconds(8);
  private static final Duration MEASURED = Duration.ofSeconds(12);
  private static final List<Wanted> PEER =
      List.of(new Wanted("prometheus-blackbox-exporter", "the exporter that we are compared with"));

  @Override
  public String suite() {
    return "exporters";
  }

  @Override
  public String name() {
    return "blackbox";
  }

  @Override
  public String about() {
    return "HTTP probes of a small page on loopback by 8 clients, against Debian's"
        + " prometheus-blackbox-exporter: probes per second of its CPU, and latency.";
  }

  @Override
  public void run(Measurement measurement) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      String page =
          "http://127.0.0.1:"
              + vertx
                  .createHttpServer()
                  .requestHandler(request -> request.response().end("hello"))
                  .listen(0, "127.0.0.1")
                  .await(10, TimeUnit.SECONDS)
                  .actualPort()
              + "/";
      Path config = Files.createTempFile("fleet-bench", ".yml");
      Files.writeString(
          config, "modules: {http_2xx: {prober: http, http: {preferred_ip_protocol: ip4}}}\n");
      Path peer =
          new DebianPackages(FleetCache.fromEnvironment(), measurement::progress)
              .unpack(PEER)
              .program("prometheus-blackbox-exporter");
      int theirs = freePort();
      Result debian =
          measure(
              measurement,
              "blackbox_exporter",
              List.of(
                  peer.toString(),
                  "--log.level=error",
                  "--config.file=" + config,
                  "--web.listen-address=127.0.0.1:" + theirs),
              theirs,
              page);
      int ours = freePort();
      Result fleet =
          measure(
              measurement,
              "BBB Fleet",
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Server.class.getName(),
                  String.valueOf(ours)),
              ours,
              page);
      report(measurement, "BBB Fleet", fleet);
      report(measurement, "blackbox_exporter (Debian)", debian);
      measurement.figure(
          "probes per CPU second, ours ÷ theirs", fleet.perCpuSecond / debian.perCpuSecond, "×");
      measurement.note(
          "Ours runs in a JVM with SerialGC and a 64 MB heap; "
              + WARM.toSeconds()
              + " s of probes before measuring are not counted, for either.");
      Files.delete(config);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static void report(Measurement measurement, String who, Result result) {
    measurement.figure(who + ": probes per second", result.perSecond, "/s");
    measurement.figure(who + ": probes per CPU second", result.perCpuSecond, "/s");
    measurement.figure(who + ": p50", result.p50Millis, "ms");
    measurement.figure(who + ": p99", result.p99Millis, "ms");
    measurement.figure(who + ": resident memory", result.megabytes, "MB");
  }

  private record Result(
      double perSecond,
      double perCpuSecond,
      double p50Millis,
      double p99Millis,
      double megabytes) {}

  private static Result measure(
      Measurement measurement, String who, List<String> command, int port, String page)
      throws Exception {
    measurement.progress("probing with " + who);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (Closer closer = new Closer(process)) {
      URI url = URI.create("http://127.0.0.1:" + port + "/probe?module=http_2xx&target=" + page);
      awaitSuccess(process, url);
      load(url, WARM);
      double cpuBefore = closer.cpuSeconds();
      long began = System.nanoTime();
      double[] millis = load(url, MEASURED);
      double seconds = (System.nanoTime() - began) / 1e9;
      double cpu = closer.cpuSeconds() - cpuBefore;
      Arrays.sort(millis);
      return new Result(
          millis.length / seconds,
          millis.length / cpu,
          millis[millis.length / 2],
          millis[(int) (millis.length * 0.99)],
          closer.residentMegabytes());
    }
  }

  private static void awaitSuccess(Process process, URI url) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try {
        HttpResponse<String> page =
            client.send(
                HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build(),
                HttpResponse.BodyHandlers.ofString());
        if (page.body().matches("(?s).*\nprobe_success 1(\\.0)?\n.*")) {
          return;
        }
        throw new IOException("the probe does not succeed: " + page.body());
      } catch (java.net.ConnectException e) {
        if (System.nanoTime() > end || process.waitFor(50, TimeUnit.MILLISECONDS)) {
          throw new IOException("it does not answer", e);
        }
      }
    }
  }

  private static double[] load(URI url, Duration length) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Callable<List<Double>>> work = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        work.add(() -> one(url, length));
      }
      List<Double> all = new ArrayList<>();
      for (Future<List<Double>> done : clients.invokeAll(work)) {
        all.addAll(done.get());
      }
      return all.stream().mapToDouble(d -> d).toArray();
    } finally {
      clients.shutdownNow();
    }
  }

  private static List<Double> one(URI url, Duration length) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build();
    List<Double> millis = new ArrayList<>();
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      long began = System.nanoTime();
      HttpResponse<String> page = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (!page.body().contains("\nprobe_success 1")) {
        throw new IOException("a probe failed");
      }
      millis.add((System.nanoTime() - began) / 1e6);
    }
    return millis;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** A process that ends with the measurement, and what the kernel says of it. */
  private record Closer(Process process) implements AutoCloseable {

    double cpuSeconds() throws IOException {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      // utime and stime, in ticks of 10 ms on every Linux that we run on (proc(5)).
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    double residentMegabytes() throws IOException {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .sum();
    }

    @Override
    public void close() {
      process.destroyForcibly();
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Our probes alone, in a process of their own. */
  static final class Server {
    private Server() {}

    public static void main(String[] arguments) throws Exception {
      Vertx vertx = Vertx.vertx(new VertxOptions());
      Router router = Router.router(vertx);
      ProbeHandler.builtIn(new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")))
          .mount(router);
      vertx
          .createHttpServer()
          .requestHandler(router)
          .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
          .await(10, TimeUnit.SECONDS);
    }
  }
}
