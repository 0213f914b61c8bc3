package org.bbbfleet.exporters.bbb;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;

/** What a BigBlueButton host's own files say: its address, its secret and its release. */
final class HostFiles {
  private static final long LARGEST = 1024 * 1024;
  private static final Pattern RELEASE =
      Pattern.compile("(?m)^BIGBLUEBUTTON_RELEASE=([A-Za-z0-9._+~-]{1,64})\\s*$");

  /** The package's defaults first; the file in /etc has the last word. */
  private static final List<String> PROPERTIES =
      List.of(
          "usr/share/bbb-web/WEB-INF/classes/bigbluebutton.properties",
          "etc/bigbluebutton/bbb-web.properties");

  private final Path root;

  HostFiles(Path root) {
    this.root = root;
  }

  /** Whether BigBlueButton is installed. */
  boolean present() {
    return PROPERTIES.stream().anyMatch(file -> Files.exists(root.resolve(file)));
  }

  /**
   * The server's URL and secret.
   *
   * @throws ApiFailure CONFIG when they can't be read
   */
  Settings settings() {
    Properties all = new Properties();
    for (String name : PROPERTIES) {
      Path file = root.resolve(name);
      try {
        if (Files.exists(file)) {
          if (Files.size(file) > LARGEST) {
            throw new ApiFailure(Reason.CONFIG, file + " is too large");
          }
          try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            all.load(reader);
          }
        }
      } catch (IOException | IllegalArgumentException e) {
        // The cause may quote the file, so only its kind is told.
        throw new ApiFailure(
            Reason.CONFIG, file + " can't be read: " + e.getClass().getSimpleName());
      }
    }
    return new Settings(
        value(all, "bigbluebutton.web.serverURL").flatMap(HostFiles::url),
        value(all, "securitySalt").map(Secret::new));
  }

  /** The release of BigBlueButton, where its file is there and readable. */
  Optional<String> release() {
    Path file = root.resolve("etc/bigbluebutton/bigbluebutton-release");
    try {
      if (!Files.exists(file) || Files.size(file) > LARGEST) {
        return Optional.empty();
      }
      Matcher m = RELEASE.matcher(Files.readString(file));
      return m.find() ? Optional.of(m.group(1)) : Optional.empty();
    } catch (IOException e) {
      // The metric is absent then: nothing is known.
      return Optional.empty();
    }
  }

  private static Optional<String> value(Properties all, String key) {
    return Optional.ofNullable(all.getProperty(key)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private static Optional<URI> url(String text) {
    try {
      URI url = URI.create(text);
      return url.getHost() == null ? Optional.empty() : Optional.of(url);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What was found. */
  record Settings(Optional<URI> url, Optional<Secret> secret) {}
}
