package org.bbbfleet.bench.exporters;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bbbfleet.bench.Benchmark;
import org.bbbfleet.bench.Figure;
import org.bbbfleet.bench.Measurement;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Wanted;

/** The agent as a process: what it costs a host, beside the peers that Debian has. */
@AutoService(Benchmark.class)
public final class AgentBenchmark implements Benchmark {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration SCRAPE = Duration.ofSeconds(15);
  private static final int SCRAPES = 5;
  private static final double TICKS_PER_SECOND = 100;

  /** The peers that it replaces and Debian packages, each with the option for its address. */
  private static final List<String> PEERS =
      List.of(
          "prometheus-blackbox-exporter",
          "prometheus-process-exporter",
          "prometheus-node-exporter");

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** One running program. */
  private record Running(Process process, URI metrics) {}

  @Override
  public String suite() {
    return "exporters";
  }

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public String about() {
    return "Resident memory, start and idle CPU of the agent with every exporter on, scraped every"
        + " 15 s, beside Debian's exporters in the same run.";
  }

  @Override
  public void run(Measurement m) throws Exception {
    Path directory = Files.createTempDirectory("fleet-bench-agent");
    List<Running> running = new ArrayList<>();
    try {
      Path config = Files.writeString(directory.resolve("agent.yaml"), configuration());
      m.progress("starting the agent three times");
      double best = Double.MAX_VALUE;
      for (int i = 0; i < 3; i++) {
        running.forEach(one -> end(one.process()));
        running.clear();
        long began = System.nanoTime();
        running.add(agent(config));
        awaitReady(running.get(0));
        best = Math.min(best, (System.nanoTime() - began) / 1e9);
      }
      running.addAll(peers(m));
      double[] cpu = new double[running.size()];
      scrapeAll(running);
      for (int i = 0; i < cpu.length; i++) {
        cpu[i] = cpuSeconds(running.get(i).process());
      }
      m.progress("scraping for " + SCRAPE.multipliedBy(SCRAPES).toSeconds() + " s");
      for (int i = 0; i < SCRAPES; i++) {
        LockSupport.parkNanos(SCRAPE.toNanos());
        scrapeAll(running);
      }
      double seconds = SCRAPE.multipliedBy(SCRAPES).toSeconds();
      m.figure("agent, resident", residentMegabytes(running.get(0)), "MB", Figure.Aim.atMost(110));
      m.figure("agent, start to all collected", best, "s", Figure.Aim.atMost(1.5));
      m.figure(
          "agent, CPU when idle",
          100 * (cpuSeconds(running.get(0).process()) - cpu[0]) / seconds,
          "% of a processor");
      double sum = 0;
      for (int i = 1; i < running.size(); i++) {
        String peer = PEERS.get(i - 1);
        double resident = residentMegabytes(running.get(i));
        sum += resident;
        m.figure(peer + ", resident", resident, "MB");
        m.figure(
            peer + ", CPU when idle",
            100 * (cpuSeconds(running.get(i).process()) - cpu[i]) / seconds,
            "% of a processor");
      }
      m.figure("these peers together, resident", sum, "MB");
      m.note(
          "The best of three starts; `/-/ready` says that every collector has ended its first"
              + " collection. What the exporters watch is not here, so each asks and is refused."
              + " Peers that Debian does not have (bbb-exporter, freeswitch and nginx-rtmp"
              + " exporters: Python and Go processes) are not in the sum; with them it was about"
              + " 125 MB. The agent does not replace the node exporter.");
    } finally {
      running.forEach(one -> end(one.process()));
      Files.deleteIfExists(directory.resolve("agent.yaml"));
      Files.deleteIfExists(directory);
    }
  }

  private static String configuration() {
    return """
        exporters:
          bbb: {url: "http://127.0.0.1:9/", secret: x}
          bbbservices: {enabled: true}
          freeswitch: {host: 127.0.0.1, port: 9, password: x}
          livestream: {enabled: true}
          openstreamingplatform: {url: "http://127.0.0.1:9/"}
          peertube: {url: "http://127.0.0.1:9/"}
          recordings: {enabled: true}
          rtmp: {url: "http://127.0.0.1:9/stat"}
          scalelite: {url: "http://127.0.0.1:9/", secret: x}
          soffice: {enabled: true}
          units: {enabled: true, units: [cron.service]}
        """;
  }

  private static Running agent(Path config) throws IOException {
    Path target = Path.of(System.getProperty("fleet.root", "."), "app", "target");
    Path program;
    try (java.util.stream.Stream<Path> files = Files.walk(target, 4)) {
      program =
          files
              .filter(file -> file.endsWith("bin/fleet") && Files.isExecutable(file))
              .findAny()
              .orElseThrow(() -> new IOException("no built program; run ./fleet build"));
    }
    int port = freePort();
    return start(
        port,
        program.toString(),
        "agent",
        "--config",
        config.toString(),
        "--web.listen-address",
        "127.0.0.1:" + port);
  }

  private static List<Running> peers(Measurement m) throws IOException {
    DebianPackages debian = new DebianPackages(FleetCache.fromEnvironment(), m::progress);
    List<Running> peers = new ArrayList<>();
    for (String peer : PEERS) {
      Path program =
          debian.unpack(List.of(new Wanted(peer, "a peer to compare with"))).program(peer);
      int port = freePort();
      List<String> line = new ArrayList<>(List.of(program.toString()));
      if (peer.contains("blackbox")) {
        line.add(
            "--config.file="
                + program
                    .getParent()
                    .getParent()
                    .getParent()
                    .resolve("etc/prometheus/blackbox.yml"));
      }
      if (peer.contains("process")) {
        line.add("-procnames=soffice.bin,nginx,java");
      }
      line.add((peer.contains("process") ? "-" : "--") + "web.listen-address=127.0.0.1:" + port);
      peers.add(start(port, line.toArray(new String[0])));
    }
    return peers;
  }

  private static Running start(int port, String... line) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder
        .environment()
        .put("FLEET_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    return new Running(builder.start(), URI.create("http://127.0.0.1:" + port + "/metrics"));
  }

  private void awaitReady(Running agent) throws InterruptedException, IOException {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end) {
      if (status(agent.metrics().resolve("/-/ready")) == 200) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    throw new IOException("the agent was not ready within " + START.toSeconds() + " s");
  }

  private void scrapeAll(List<Running> running) throws InterruptedException, IOException {
    for (Running one : running) {
      long end = System.nanoTime() + START.toNanos();
      while (status(one.metrics()) != 200) {
        if (System.nanoTime() > end) {
          throw new IOException(one.metrics() + " does not answer");
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
  }

  /** The answer's status; 0 while nobody answers. */
  private int status(URI uri) throws InterruptedException {
    try {
      return http.send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString())
          .statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private static double residentMegabytes(Running one) throws IOException {
    for (String line : Files.readAllLines(proc(one.process(), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    throw new IOException("no VmRSS of " + one.process().pid());
  }

  private static double cpuSeconds(Process process) throws IOException {
    String line = Files.readString(proc(process, "stat"));
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS_PER_SECOND;
  }

  private static Path proc(Process process, String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
