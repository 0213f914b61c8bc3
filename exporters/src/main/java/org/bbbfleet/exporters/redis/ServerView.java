package org.bbbfleet.exporters.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import java.util.HashMap;
import java.util.Map;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/**
 * What a Redis says of itself (INFO), and whether it would take a write.
 *
 * <p>The write is LPUSHX to a list that nobody has: Redis judges it as a write and does nothing,
 * not even on its replicas. INFO can't tell: some reasons to refuse are in no field of it, and
 * others count only by settings that it does not show.
 */
final class ServerView {
  private static final String NOWHERE = "bbb-fleet:nowhere";
  private static final int MOST_CHARS = 1 << 20;
  private static final Map<String, String> REASONS =
      Map.of(
          "MISCONF", "disk",
          "OOM", "memory",
          "NOREPLICAS", "replicas",
          "READONLY", "readonly");

  private ServerView() {}

  /**
   * What was seen.
   *
   * @param runId what this run of Redis calls itself; empty when that is not known
   */
  record Seen(Samples samples, String runId) {}

  /** Where no Redis is. */
  static final Seen NONE = new Seen(new Samples(), "");

  /** Looks; never fails. */
  static Future<Seen> look(RedisPort port) {
    return port.ask(ServerView::ask)
        .recover(
            e -> {
              Samples samples = new Samples();
              // Who refuses to talk runs.
              boolean refused = RedisPort.isRefused(e);
              samples.put(RedisMetrics.UP, refused ? 1 : 0);
              if (refused) {
                samples.put(RedisMetrics.READABLE, 0, "redis");
              }
              return Future.succeededFuture(new Seen(samples, ""));
            });
  }

  private static Future<Seen> ask(RedisConnection connection) {
    return RedisPort.send(connection, "INFO")
        .compose(
            answer -> {
              Map<String, String> info = fields(answer.toString());
              Samples samples = samples(info);
              Seen seen = new Seen(samples, info.getOrDefault("run_id", ""));
              return info.getOrDefault("role", "").equals("master")
                  ? write(connection, samples).map(seen)
                  : Future.succeededFuture(seen);
            });
  }

  /** A master that refuses for a reason that is not known here says nothing of writes. */
  private static Future<Void> write(RedisConnection connection, Samples samples) {
    return RedisPort.send(connection, "LPUSHX", NOWHERE, "x")
        .map(length -> "")
        .recover(e -> Future.succeededFuture(RedisPort.refusal(e)))
        .map(
            refusal -> {
              if (refusal.isEmpty() || REASONS.containsKey(refusal)) {
                samples.put(RedisMetrics.WRITABLE, refusal.isEmpty() ? 1 : 0);
                REASONS.forEach(
                    (word, reason) ->
                        samples.put(RedisMetrics.REFUSES, word.equals(refusal) ? 1 : 0, reason));
              }
              return null;
            });
  }

  private static Samples samples(Map<String, String> info) {
    Samples samples = new Samples();
    samples.put(RedisMetrics.UP, 1).put(RedisMetrics.READABLE, 1, "redis");
    String role = info.getOrDefault("role", "");
    if (!role.isEmpty()) {
      samples.put(RedisMetrics.INFO, 1, role, info.getOrDefault("redis_version", ""));
    }
    if (info.containsKey("master_link_status")) {
      samples.put(RedisMetrics.LINK_UP, info.get("master_link_status").equals("up") ? 1 : 0);
    }
    put(samples, RedisMetrics.REPLICAS, info, "connected_slaves");
    put(samples, RedisMetrics.CLIENTS, info, "connected_clients");
    put(samples, RedisMetrics.REJECTED, info, "rejected_connections");
    put(samples, RedisMetrics.MEMORY, info, "used_memory");
    put(samples, RedisMetrics.MEMORY_MAX, info, "maxmemory");
    put(samples, RedisMetrics.SAVED, info, "rdb_last_save_time");
    return samples;
  }

  private static void put(Samples samples, Metric metric, Map<String, String> info, String field) {
    String value = info.getOrDefault(field, "");
    if (value.matches("\\d{1,18}")) {
      samples.put(metric, Double.parseDouble(value));
    }
  }

  /** The fields of INFO: {@code name:value} a line, with headings between. */
  static Map<String, String> fields(String text) {
    Map<String, String> fields = new HashMap<>();
    text.substring(0, Math.min(MOST_CHARS, text.length()))
        .lines()
        .filter(line -> line.indexOf(':') > 0)
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              fields.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
            });
    return fields;
  }
}
