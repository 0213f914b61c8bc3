package org.bbbfleet.exporters.bbbservices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where bbb-webrtc-sfu offers metrics of its own, by its configuration: the packaged file, and the
 * admin's, which has the last word. The processes are mcs-core (the section {@code prometheus}
 * itself), main, video, screenshare and audio (sections below it); all are off by default.
 *
 * @param root the root of the file system
 */
record SfuConfig(Path root) {
  private static final String PACKAGED =
      "usr/local/bigbluebutton/bbb-webrtc-sfu/config/default.yml";
  private static final String ADMINS = "etc/bigbluebutton/bbb-webrtc-sfu/production.yml";
  private static final long LARGEST = 1024 * 1024;

  /** The ports that releases without these keys use. */
  private static final Map<String, Integer> PORTS = new LinkedHashMap<>();

  static {
    PORTS.put("mcs-core", 3014);
    PORTS.put("main", 3016);
    PORTS.put("video", 3018);
    PORTS.put("screenshare", 3022);
    PORTS.put("audio", 3024);
  }

  /**
   * One process's page.
   *
   * @param process which of the SFU's processes
   * @param url the page
   */
  record Endpoint(String process, String url) {}

  /**
   * The pages; none when they are switched off, empty when there is no SFU here.
   *
   * @throws UncheckedIOException when a file can't be read
   * @throws IllegalArgumentException when a file is not YAML
   */
  Optional<List<Endpoint>> read() {
    Optional<JsonNode> packaged = prometheus(PACKAGED);
    Optional<JsonNode> admins = prometheus(ADMINS);
    if (packaged.isEmpty() && admins.isEmpty()) {
      return Optional.empty();
    }
    List<JsonNode> layers = new ArrayList<>();
    admins.ifPresent(layers::add);
    packaged.ifPresent(layers::add);
    List<Endpoint> endpoints = new ArrayList<>();
    if (first(layers, "enabled").filter("true"::equals).isPresent()) {
      PORTS.forEach((process, port) -> endpoint(process, port, layers).ifPresent(endpoints::add));
    }
    return Optional.of(endpoints);
  }

  private static Optional<Endpoint> endpoint(String process, int port, List<JsonNode> layers) {
    List<JsonNode> own =
        process.equals("mcs-core")
            ? layers
            : layers.stream().map(l -> l.path(process)).filter(JsonNode::isObject).toList();
    if (own.isEmpty()) {
      return Optional.empty();
    }
    String host = first(own, "host").filter(h -> h.matches("[A-Za-z0-9.:-]{1,253}")).orElse("");
    String at =
        switch (host) {
          case "", "0.0.0.0", "::", "localhost" -> "127.0.0.1";
          default -> host.contains(":") ? "[" + host + "]" : host;
        };
    String number =
        first(own, "port").filter(p -> p.matches("\\d{1,5}")).orElse(Integer.toString(port));
    String path =
        first(own, "path").filter(p -> p.matches("/[A-Za-z0-9/_.-]{0,99}")).orElse("/metrics");
    return Optional.of(new Endpoint(process, "http://" + at + ":" + number + path));
  }

  private static Optional<String> first(List<JsonNode> layers, String key) {
    return layers.stream()
        .map(layer -> layer.path(key))
        .filter(JsonNode::isValueNode)
        .map(JsonNode::asText)
        .findFirst();
  }

  /** The section of a file; an empty one when the file is there without it. */
  private Optional<JsonNode> prometheus(String name) {
    Path file = root.resolve(name);
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > LARGEST) {
        throw new IllegalArgumentException(file + " is too large");
      }
      return Optional.of(new YAMLMapper().readTree(Files.readString(file)).path("prometheus"));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is not YAML", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be read", e);
    }
  }
}
