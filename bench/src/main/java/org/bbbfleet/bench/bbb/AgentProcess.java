package org.bbbfleet.bench.bbb;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An agent in a process of its own, with the options that the launcher gives it. */
final class AgentProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private final Process process;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpRequest request;

  /** The agent ended, or did not collect in time. */
  static final class DidNotCollect extends Exception {
    private static final long serialVersionUID = 1L;

    DidNotCollect(String why) {
      super(why);
    }
  }

  private AgentProcess(Process process, int port) {
    this.process = process;
    this.request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .timeout(Duration.ofSeconds(10))
            .build();
  }

  /**
   * Starts one that collects every second.
   *
   * @param directory for its configuration and log
   * @param megabytes the most heap that it may use
   */
  static AgentProcess start(Path directory, URI url, int megabytes) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path config =
        Files.writeString(
            directory.resolve("agent.yaml"),
            "exporters: {bbb: {interval: 1s, url: '" + url + "', secret: x}}\n");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx" + megabytes + "m",
            "-Xss512k",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxMetaspaceSize=96m",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            "org.bbbfleet.app.Main",
            "agent",
            "--only",
            "bbb",
            "--listen",
            "127.0.0.1:" + port,
            "--config",
            config.toString());
    builder.environment().put("PROMETHEUS_DISABLE_CREATED_SERIES", "true");
    builder.redirectErrorStream(true).redirectOutput(directory.resolve("agent.log").toFile());
    return new AgentProcess(builder.start(), port);
  }

  /** Waits until it has collected so often, with success. */
  void awaitCollections(int count) throws DidNotCollect, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      if (!process.isAlive()) {
        throw new DidNotCollect("it ended with " + process.exitValue());
      }
      try {
        String page = page();
        if (value(page, "bbb_api_up") == 1 && value(page, "bbb_api_latency_count") >= count) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      Thread.sleep(100);
    }
    throw new DidNotCollect("not within " + PATIENCE.toSeconds() + " s");
  }

  String page() throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** The first value of a name on a page, or NaN. */
  static double value(String page, String name) {
    Matcher m =
        Pattern.compile("(?m)^" + Pattern.quote(name) + "(?:\\{[^}]*\\})? (\\S+)$").matcher(page);
    return m.find() ? Double.parseDouble(m.group(1)) : Double.NaN;
  }

  /** The most memory that it ever had resident, in bytes. */
  long peakMemory() throws IOException {
    Matcher m = PEAK.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
    if (!m.find()) {
      throw new IOException("/proc tells no VmHWM");
    }
    return Long.parseLong(m.group(1)) * 1024;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
