package org.bbbfleet.exporters.scalelite;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.metrics.Samples;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads Scalelite's Redis: the only place that has what its poller counted, and when. Of a server's
 * hash only the fields named here are asked for, never its secret; nothing is written.
 *
 * <p>When: the poller keeps a server's counters in a hash under the bare id and touches it after
 * each attempt; nothing else does. So that key's idle time is the age of the last poll, and asking
 * for it does not count as a use. Source: Scalelite's model of a server, its poll task, and Redis'
 * OBJECT IDLETIME.
 */
final class RedisView implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedisView.class);
  private static final String[] FIELDS = {
    "url",
    "tag",
    "bbb_version",
    "state",
    "online",
    "load_multiplier",
    "meetings",
    "users",
    "largest_meeting",
    "videos"
  };
  private static final int HANDLERS = 8 * Server.MOST;

  private final ScaleliteOptions options;
  private final Redis client;
  private boolean wasUp = true;

  RedisView(Vertx vertx, ScaleliteOptions options) {
    this.options = options;
    RedisOptions redis =
        new RedisOptions()
            .setConnectionString(options.redis().orElseThrow())
            // HELLO came with Redis 6; what is asked here is as old as Scalelite.
            .setProtocolNegotiation(false)
            .setMaxPoolSize(1)
            .setMaxPoolWaiting(4)
            .setMaxWaitingHandlers(HANDLERS)
            .setNetClientOptions(
                new NetClientOptions()
                    .setConnectTimeout((int) options.timeout().toMillis())
                    // A Redis that went away without a word must not keep the only connection.
                    .setReadIdleTimeout(2 * (int) options.timeout().toMillis())
                    .setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
    options.redisPassword().map(Secret::reveal).ifPresent(redis::setPassword);
    this.client = Redis.createClient(vertx, redis);
  }

  /** Never fails. */
  Future<Samples> collect() {
    return client
        .connect()
        .compose(connection -> read(connection).onComplete(done -> connection.close()))
        .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(samples -> wasUp = true)
        .recover(
            e -> {
              if (wasUp) {
                // Only the kind is told: a library may quote the URL.
                log.warn("Scalelite's Redis can't be read: {}", e.getClass().getSimpleName());
              }
              wasUp = false;
              return Future.succeededFuture(new Samples().put(ScaleliteMetrics.REDIS_UP, 0));
            });
  }

  private Future<Samples> read(RedisConnection redis) {
    return redis
        .send(Request.cmd(Command.SCARD).arg(key("servers")))
        .compose(
            number -> {
              if (number.toLong() > Server.MOST) {
                return Future.failedFuture(new IllegalStateException("too many servers"));
              }
              return redis.send(Request.cmd(Command.SMEMBERS).arg(key("servers")));
            })
        .compose(ids -> servers(redis, ids))
        .compose(
            servers ->
                redis
                    .send(Request.cmd(Command.SCARD).arg(key("meetings")))
                    .map(
                        meetings -> {
                          Samples samples = new Samples();
                          Server.write(servers, samples);
                          samples.put(ScaleliteMetrics.MEETINGS, meetings.toLong());
                          return samples.put(ScaleliteMetrics.REDIS_UP, 1);
                        }));
  }

  private Future<List<Server>> servers(RedisConnection redis, Response ids) {
    List<Future<List<Server>>> all = new ArrayList<>();
    for (Response id : ids) {
      all.add(server(redis, id.toString()));
    }
    return Future.join(all)
        .map(
            joined -> {
              List<Server> servers = new ArrayList<>();
              joined.<List<Server>>list().forEach(servers::addAll);
              return servers;
            });
  }

  /** All questions of a server go out at once; it may have been removed meanwhile. */
  private Future<List<Server>> server(RedisConnection redis, String id) {
    Request fields = Request.cmd(Command.HMGET).arg(key("server:" + id));
    for (String field : FIELDS) {
      fields.arg(field);
    }
    Future<Response> hash = redis.send(fields);
    Future<Response> enabled =
        redis.send(Request.cmd(Command.SISMEMBER).arg(key("server_enabled")).arg(id));
    Future<Response> load = redis.send(Request.cmd(Command.ZSCORE).arg(key("server_load")).arg(id));
    Future<Response> cordoned =
        redis.send(Request.cmd(Command.ZSCORE).arg(key("cordoned_server_load")).arg(id));
    Future<Response> idle =
        redis
            .send(Request.cmd(Command.OBJECT).arg("IDLETIME").arg(key(id)))
            // Under an LFU policy Redis keeps no idle time: only the poller's age is absent then.
            .recover(e -> Future.succeededFuture(null));
    return Future.join(List.of(hash, enabled, load, cordoned, idle))
        .map(
            all -> {
              Hash values = new Hash(hash.result());
              return values.url().isEmpty()
                  ? List.of()
                  : List.of(
                      values.server(
                          id,
                          enabled.result().toLong() == 1,
                          text(load.result()),
                          text(cordoned.result()),
                          text(idle.result())));
            });
  }

  private String key(String name) {
    return options.namespace().isEmpty() ? name : options.namespace() + ":" + name;
  }

  private static String text(Response response) {
    return response == null ? "" : response.toString();
  }

  /** The fields of a server's hash, in the order in which they were asked for. */
  private record Hash(Response values) {
    private String get(String field) {
      for (int i = 0; i < FIELDS.length; i++) {
        if (FIELDS[i].equals(field)) {
          return text(values.get(i));
        }
      }
      throw new IllegalArgumentException(field);
    }

    String url() {
      return get("url");
    }

    Server server(String id, boolean enabled, String load, String cordoned, String idle) {
      // Releases before 1.3 have no states, only the set of the enabled.
      String state = get("state").isEmpty() ? enabled ? "enabled" : "disabled" : get("state");
      OptionalDouble own =
          switch (state) {
            case "cordoned" -> Server.number(cordoned);
            case "disabled" -> OptionalDouble.empty();
            default -> Server.number(load);
          };
      return new Server(
          id,
          url(),
          get("tag"),
          get("bbb_version"),
          state,
          get("online").equals("true"),
          own,
          Server.number(get("load_multiplier")),
          new Server.Counts(
              Server.number(get("meetings")),
              Server.number(get("users")),
              Server.number(get("largest_meeting")),
              Server.number(get("videos"))),
          Server.number(idle));
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
