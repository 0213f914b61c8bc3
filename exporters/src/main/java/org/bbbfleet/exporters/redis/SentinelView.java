package org.bbbfleet.exporters.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/**
 * What a Sentinel knows: SENTINEL MASTERS, and for each master SENTINEL CKQUORUM. Nothing is
 * changed.
 */
final class SentinelView {
  private static final int MOST_MASTERS = 50;

  private SentinelView() {}

  /**
   * Looks; never fails.
   *
   * @param runId what this host's Redis calls itself; empty when that is not known
   */
  static Future<Samples> look(RedisPort port, String runId) {
    return port.ask(connection -> ask(connection, runId))
        .recover(
            e -> {
              boolean refused = RedisPort.isRefused(e);
              Samples samples = new Samples().put(RedisMetrics.SENTINEL_UP, refused ? 1 : 0);
              return Future.succeededFuture(
                  refused ? samples.put(RedisMetrics.READABLE, 0, "sentinel") : samples);
            });
  }

  private static Future<Samples> ask(RedisConnection connection, String runId) {
    return RedisPort.send(connection, "SENTINEL", "MASTERS")
        .compose(
            masters -> {
              Samples samples =
                  new Samples()
                      .put(RedisMetrics.SENTINEL_UP, 1)
                      .put(RedisMetrics.READABLE, 1, "sentinel");
              List<Future<Void>> asked = new ArrayList<>();
              for (int i = 0; i < Math.min(MOST_MASTERS, masters.size()); i++) {
                Map<String, String> master = pairs(masters.get(i));
                String name = master.getOrDefault("name", "");
                put(samples, name, master, runId);
                asked.add(quorum(connection, samples, name));
              }
              return asked.isEmpty()
                  ? Future.succeededFuture(samples)
                  : Future.join(asked).map(samples);
            });
  }

  private static void put(Samples samples, String name, Map<String, String> master, String runId) {
    List<String> flags = List.of(master.getOrDefault("flags", "").split(","));
    boolean down = flags.contains("s_down") || flags.contains("o_down");
    samples.put(RedisMetrics.MASTER_UP, down ? 0 : 1, name);
    String known = master.getOrDefault("runid", "");
    if (!known.isEmpty() && !runId.isEmpty()) {
      samples.put(RedisMetrics.MASTER_LOCAL, known.equals(runId) ? 1 : 0, name);
    }
    put(samples, RedisMetrics.MASTER_REPLICAS, master.get("num-slaves"), 0, name);
    put(samples, RedisMetrics.MASTER_SENTINELS, master.get("num-other-sentinels"), 1, name);
  }

  private static void put(Samples samples, Metric metric, String number, int more, String name) {
    if (number != null && number.matches("\\d{1,9}")) {
      samples.put(metric, Double.parseDouble(number) + more, name);
    }
  }

  /** Sentinel answers OK, or the error NOQUORUM. */
  private static Future<Void> quorum(RedisConnection connection, Samples samples, String name) {
    return RedisPort.send(connection, "SENTINEL", "CKQUORUM", name)
        .map(ok -> 1)
        .recover(
            e ->
                RedisPort.refusal(e).equals("NOQUORUM")
                    ? Future.succeededFuture(0)
                    : Future.failedFuture(e))
        .map(
            reached -> {
              samples.put(RedisMetrics.QUORUM, reached, name);
              return null;
            });
  }

  /** A flat list of names and values. */
  private static Map<String, String> pairs(Response response) {
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i + 1 < response.size(); i += 2) {
      pairs.putIfAbsent(response.get(i).toString(), response.get(i + 1).toString());
    }
    return pairs;
  }
}
