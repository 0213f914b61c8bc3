package org.bbbfleet.bench.bbb;

import com.google.auto.service.AutoService;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.bench.Benchmark;
import org.bbbfleet.bench.Figure;
import org.bbbfleet.bench.Measurement;

/**
 * What a crowded server costs: an agent of its own process, started with the options of the
 * product, collects 500 meetings of 40 attendees every second instead of every ten, and is scraped
 * meanwhile.
 */
@AutoService(Benchmark.class)
public final class BbbBenchmark implements Benchmark {
  private static final int MEETINGS = 500;
  private static final int ATTENDEES = 40;
  private static final int SCRAPES = 2000;
  private static final int COLLECTIONS = 10;
  private static final List<Integer> HEAPS =
      List.of(8, 10, 12, 14, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64);

  @Override
  public String suite() {
    return "exporters";
  }

  @Override
  public String name() {
    return "bbb";
  }

  @Override
  public String about() {
    return "BigBlueButton's API with "
        + MEETINGS
        + " meetings of "
        + ATTENDEES
        + " attendees, collected every second by an agent of the product's own options: scrapes,"
        + " collections and memory, against an empty server and a mere download.";
  }

  @Override
  public void run(Measurement m) throws Exception {
    Vertx vertx = Vertx.vertx();
    Path directory = Files.createTempDirectory("fleet-bench-bbb");
    try (Answers answers = Answers.start(vertx, MEETINGS, ATTENDEES)) {
      m.figure("body of getMeetings", answers.bodyBytes() / 1e6, "MB");
      double download = download(answers.full());
      long empty = scraped(m, directory, answers.empty(), "empty server");
      long full = scraped(m, directory, answers.full(), "crowded server");
      m.figure("mere download of the same body", download, "ms");
      m.figure("peak resident memory, empty server", empty / 1e6, "MB");
      m.figure("peak resident memory, crowded server", full / 1e6, "MB");
      int least = leastHeap(m, directory, answers.empty());
      int most = leastHeap(m, directory, answers.full());
      m.figure("smallest heap that suffices, empty server", least, "MB");
      m.figure("smallest heap that suffices, crowded server", most, "MB");
      m.figure("heap growth by the crowd", most - least, "MB", Figure.Aim.atMost(16));
      m.note(
          "The smallest heap is the least -Xmx in steps of 2 MB (4 MB above 24) with which the"
              + " agent finished ten collections.");
      m.note(
          "greenstatic's exporter on a crowd of this size, as measured for its replacement: 0.65 s"
              + " a scrape, 71 MB peak.");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
      delete(directory);
    }
  }

  /** Scrapes while the agent collects; tells its peak memory in bytes. */
  private static long scraped(Measurement m, Path directory, URI url, String server)
      throws Exception {
    m.progress("an agent of the " + server);
    try (AgentProcess agent = AgentProcess.start(directory, url, 64)) {
      agent.awaitCollections(COLLECTIONS);
      double[] millis = new double[SCRAPES];
      for (int i = 0; i < SCRAPES; i++) {
        long began = System.nanoTime();
        agent.page();
        millis[i] = (System.nanoTime() - began) / 1e6;
        Thread.sleep(2);
      }
      Arrays.sort(millis);
      m.figure("scrape, median, " + server, millis[SCRAPES / 2], "ms");
      m.figure("scrape, 99 %, " + server, millis[SCRAPES * 99 / 100], "ms", Figure.Aim.atMost(20));
      m.figure("scrape, slowest of " + SCRAPES + ", " + server, millis[SCRAPES - 1], "ms");
      String page = agent.page();
      double collection =
          1000
              * AgentProcess.value(page, "bbb_api_latency_sum")
              / AgentProcess.value(page, "bbb_api_latency_count");
      m.figure("collection, mean, " + server, collection, "ms");
      return agent.peakMemory();
    }
  }

  private static double download(URI url) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("getMeetings")).timeout(Duration.ofSeconds(20)).build();
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long began = System.nanoTime();
      client.send(request, HttpResponse.BodyHandlers.discarding());
      best = Math.min(best, (System.nanoTime() - began) / 1e6);
    }
    return best;
  }

  private static int leastHeap(Measurement m, Path directory, URI url) throws Exception {
    int low = 0;
    int high = HEAPS.size() - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      m.progress("a heap of " + HEAPS.get(middle) + " MB");
      if (suffices(directory, url, HEAPS.get(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return HEAPS.get(high);
  }

  private static boolean suffices(Path directory, URI url, int megabytes) throws Exception {
    try (AgentProcess agent = AgentProcess.start(directory, url, megabytes)) {
      agent.awaitCollections(COLLECTIONS);
      return true;
    } catch (AgentProcess.DidNotCollect e) {
      return false;
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
