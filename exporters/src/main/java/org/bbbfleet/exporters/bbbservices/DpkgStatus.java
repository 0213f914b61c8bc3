package org.bbbfleet.exporters.bbbservices;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The installed packages of BigBlueButton, from dpkg's own file (deb-status): read again only when
 * it has changed. For one thread at a time.
 */
final class DpkgStatus {
  private static final Pattern OURS =
      Pattern.compile("(bbb-[a-z0-9.+-]{1,60}|bigbluebutton|freeswitch|kurento-media-server)");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.+:~-]{1,64}");
  private static final long LARGEST = 64L * 1024 * 1024;
  private static final int MOST = 100;

  private final Path file;
  private FileTime read = FileTime.fromMillis(0);
  private Map<String, String> versions = Map.of();

  DpkgStatus(Path root) {
    this.file = root.resolve("var/lib/dpkg/status");
  }

  /** Versions by package; none when there is no dpkg here, or its file can't be read. */
  Map<String, String> versions() {
    try {
      FileTime changed = Files.getLastModifiedTime(file);
      if (!changed.equals(read) && Files.size(file) <= LARGEST) {
        try (BufferedReader reader = reader()) {
          versions = parse(reader);
        }
        read = changed;
      }
      return versions;
    } catch (IOException e) {
      // No dpkg, or not for us to see: nothing is known.
      return Map.of();
    }
  }

  private BufferedReader reader() throws IOException {
    // Bytes as they are: a maintainer's name in another encoding must not end the reading.
    return Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
  }

  static Map<String, String> parse(BufferedReader reader) throws IOException {
    Map<String, String> versions = new TreeMap<>();
    String name = "";
    boolean installed = false;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith("Package: ")) {
        name = line.substring("Package: ".length()).strip();
        installed = false;
      } else if (line.startsWith("Status: ")) {
        installed = line.endsWith(" installed");
      } else if (line.startsWith("Version: ") && installed && OURS.matcher(name).matches()) {
        String version = line.substring("Version: ".length()).strip();
        if (VERSION.matcher(version).matches() && versions.size() < MOST) {
          versions.put(name, version);
        }
      } else if (line.isEmpty()) {
        name = "";
      }
    }
    return versions;
  }
}
