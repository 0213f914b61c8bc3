package org.bbbfleet.exporters.drbd;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.page.JsonPage;
import org.bbbfleet.exporters.page.PageFailure.Failed;

/** Reads what {@code drbdsetup status --json} of DRBD 9 prints: a list of resources. */
final class DrbdStatus {
  private static final int MAX_RESOURCES = 256;
  private static final int MAX_PARTS = 64;
  private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");
  private static final int MAX_LABEL = 100;

  private DrbdStatus() {}

  /** What the output says; empty when it is not the status. */
  static Optional<Samples> read(String json) {
    JsonNode resources;
    try {
      resources = JsonPage.object(Buffer.buffer("{\"all\":" + json + "}")).path("all");
    } catch (Failed e) {
      return Optional.empty();
    }
    if (!resources.isArray()) {
      return Optional.empty();
    }
    Samples samples = new Samples();
    int count = 0;
    for (JsonNode resource : resources) {
      if (++count <= MAX_RESOURCES && resource.path("name").isTextual()) {
        resource(samples, resource);
      }
    }
    return Optional.of(samples);
  }

  private static void resource(Samples samples, JsonNode resource) {
    String name = label(resource.path("name"));
    String role = label(resource.path("role"));
    int count = 0;
    for (JsonNode device : resource.path("devices")) {
      if (++count > MAX_PARTS) {
        break;
      }
      String volume = label(device.path("volume"));
      String disk = label(device.path("disk-state"));
      // A client has no disk on purpose.
      boolean well = disk.equals("UpToDate") || device.path("client").asBoolean();
      samples.put(DrbdMetrics.RESOURCES, 1, name, role, volume, disk);
      samples.put(DrbdMetrics.UP_TO_DATE, well ? 1 : 0, name, volume);
      if (device.path("quorum").isBoolean()) {
        samples.put(DrbdMetrics.QUORUM, device.path("quorum").asBoolean() ? 1 : 0, name, volume);
      }
    }
    int peers = 0;
    for (JsonNode connection : resource.path("connections")) {
      if (++peers <= MAX_PARTS) {
        connection(samples, name, connection);
      }
    }
  }

  private static void connection(Samples samples, String name, JsonNode connection) {
    String peer = label(connection.path("peer-node-id"));
    String state = label(connection.path("connection-state"));
    samples.put(DrbdMetrics.CONNECTED, state.equals("Connected") ? 1 : 0, name, peer);
    samples.put(DrbdMetrics.STANDALONE, state.equals("StandAlone") ? 1 : 0, name, peer);
    int count = 0;
    for (JsonNode device : connection.path("peer_devices")) {
      if (++count > MAX_PARTS) {
        break;
      }
      String volume = label(device.path("volume"));
      samples.put(
          DrbdMetrics.CONNECTIONS,
          1,
          name,
          peer,
          label(connection.path("peer-role")),
          volume,
          label(device.path("peer-disk-state")));
      JsonPage.count(device, "percent-in-sync")
          .ifPresent(percent -> samples.put(DrbdMetrics.SYNC, percent, name, peer, volume));
      JsonPage.count(device, "out-of-sync")
          .ifPresent(kib -> samples.put(DrbdMetrics.OUT_OF_SYNC, kib * 1024, name, peer, volume));
    }
  }

  private static String label(JsonNode value) {
    String plain = UNPRINTABLE.matcher(value.asText()).replaceAll("?");
    return plain.length() <= MAX_LABEL ? plain : plain.substring(0, MAX_LABEL);
  }
}
