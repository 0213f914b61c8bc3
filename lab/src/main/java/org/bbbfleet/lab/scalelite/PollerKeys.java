package org.bbbfleet.lab.scalelite;

import java.util.ArrayList;
import java.util.List;

/**
 * What Scalelite and its poller leave in Redis, as words for redis-cli. The keys carry Scalelite's
 * namespace; a server's secret lies beside what is public of it.
 */
public final class PollerKeys {
  private static final String SPACE = "scalelite:";

  private PollerKeys() {}

  /** The writes of a server's last save. */
  public static List<List<String>> saved(Backend b) {
    List<List<String>> writes = new ArrayList<>();
    writes.add(List.of("SADD", SPACE + "servers", b.id()));
    writes.add(
        List.of(
            "HSET",
            SPACE + "server:" + b.id(),
            "url",
            b.url(),
            "secret",
            b.secret(),
            "tag",
            b.tag(),
            "online",
            Boolean.toString(b.online()),
            "load_multiplier",
            "1.0",
            "state",
            b.state(),
            "meetings",
            Integer.toString(b.meetings()),
            "users",
            Integer.toString(b.users()),
            "largest_meeting",
            Integer.toString(b.users()),
            "videos",
            "3"));
    boolean enabled = b.state().equals("enabled");
    writes.add(List.of(enabled ? "SADD" : "SREM", SPACE + "server_enabled", b.id()));
    writes.add(List.of("ZREM", SPACE + "server_load", b.id()));
    writes.add(List.of("ZREM", SPACE + "cordoned_server_load", b.id()));
    if (!b.load().isEmpty() && !b.state().equals("disabled")) {
      String set = enabled ? "server_load" : "cordoned_server_load";
      writes.add(List.of("ZADD", SPACE + set, b.load(), b.id()));
    }
    return writes;
  }

  /** What the poller touches at each attempt, well or not. */
  public static List<String> polled(Backend b) {
    return List.of("HSET", SPACE + b.id(), "unhealthy_counter", b.reachable() ? "0" : "1");
  }

  /** A meeting that it placed. */
  public static List<List<String>> meeting(String id, Backend b) {
    return List.of(
        List.of("SADD", SPACE + "meetings", id),
        List.of("HSET", SPACE + "meeting:" + id, "server_id", b.id(), "moderator_pw", "mp"));
  }
}
