package org.bbbfleet.lab.streaming;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An Open Streaming Platform as its core's public API, its RTMP service and its proxy show it, in
 * the shapes of 0.8 and 0.9.
 */
public final class OspSimulator {
  private final ApiServer core;
  private final ApiServer rtmp;
  private final ApiServer proxy;
  private final List<Stream> streams = new CopyOnWriteArrayList<>();
  private volatile boolean edgeWorks = true;
  private volatile boolean maintenance;

  /** A public stream that the core believes to be live. */
  public record Stream(int channel, String name, int viewers, String started) {}

  private OspSimulator(ApiServer core, ApiServer rtmp, ApiServer proxy) {
    this.core = core;
    this.rtmp = rtmp;
    this.proxy = proxy;
    core.json(
        "/apiv1/server/ping",
        () ->
            results(
                new JsonObject()
                    .put("message", "Pong")
                    .put("timestamp", "2026-11-22 12:00:00.123456")));
    core.json("/apiv1/server/", () -> results(settings()));
    core.json("/apiv1/server/rtmp", () -> list(server(1, "127.0.0.1").put("active", true)));
    core.json("/apiv1/server/edges", () -> list(edge()));
    core.json("/apiv1/stream/", this::streamList);
    rtmp.json("/api/server/ping", () -> results(new JsonObject().put("message", "pong")));
    proxy.json("/ping", () -> results(new JsonObject().put("message", "pong")));
  }

  /** Starts one with all its components. */
  public static Future<OspSimulator> start(Vertx vertx) {
    return ApiServer.start(vertx)
        .compose(
            core ->
                ApiServer.start(vertx)
                    .compose(
                        rtmp ->
                            ApiServer.start(vertx)
                                .map(proxy -> new OspSimulator(core, rtmp, proxy))));
  }

  public ApiServer core() {
    return core;
  }

  public ApiServer rtmp() {
    return rtmp;
  }

  public ApiServer proxy() {
    return proxy;
  }

  /** What the core believes to be live. */
  public List<Stream> streams() {
    return streams;
  }

  /** Whether its edge server works. */
  public void edgeWorks(boolean works) {
    edgeWorks = works;
  }

  public void maintenance(boolean on) {
    maintenance = on;
  }

  /** An older version that knows no list of edges. */
  public void withoutEdges() {
    core.remove("/apiv1/server/edges");
  }

  public Future<Void> stop() {
    return Future.join(core.stop(), rtmp.stop(), proxy.stop()).mapEmpty();
  }

  private JsonObject settings() {
    return new JsonObject()
        .put("siteName", "A site\u202e with \"quotes\"")
        .put("version", "0.9.11")
        .put("maintenanceMode", maintenance)
        .put("adaptiveStreaming", true)
        .put("serverMessage", "<script>alert(1)</script>");
  }

  private JsonObject edge() {
    return server(3, "edge-1.example.org")
        .put("port", 80)
        .put("active", true)
        .put("status", edgeWorks ? 1 : 0)
        .put("loadPct", 100);
  }

  private JsonObject streamList() {
    JsonArray all = new JsonArray();
    for (Stream stream : streams) {
      all.add(
          new JsonObject()
              .put("id", all.size() + 1)
              .put("uuid", "5f0c4c3e-0000-4000-8000-00000000000" + all.size() % 10)
              .put("startTimestamp", stream.started())
              .put("channelID", stream.channel())
              .put("channelEndpointID", "a-channel's-own-address")
              .put("streamName", stream.name())
              .put("rtmpServer", 1)
              .put("currentViewers", stream.viewers())
              .put("totalViewers", stream.viewers() * 2)
              .put("active", true));
    }
    return new JsonObject().put("results", all);
  }

  private static JsonObject server(int id, String address) {
    return new JsonObject().put("id", id).put("address", address);
  }

  private static JsonObject results(JsonObject of) {
    return new JsonObject().put("results", of);
  }

  private static JsonObject list(JsonObject only) {
    return new JsonObject().put("results", new JsonArray().add(only));
  }
}
