package org.bbbfleet.exporters.bbb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Section;

/**
 * The settings of greenstatic's bbb-exporter, as its users have them: environment variables, in
 * {@code /etc/bigbluebutton-exporter/settings.env} or in our own environment.
 */
public final class PeerSettings {
  /** There are none. */
  public static final PeerSettings NONE = new PeerSettings(Map.of());

  private static final long LARGEST = 256 * 1024;
  private static final Pattern LINE =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=(.*)");
  private static final Set<String> NAMES =
      Set.of(
          "API_BASE_URL",
          "API_SECRET",
          "TLS_VERIFY",
          "RECORDINGS_METRICS",
          "RECORDINGS_METRICS_READ_FROM_DISK",
          "BBB_VERSION_READ_FROM_DISK",
          "ROOM_PARTICIPANTS_CUSTOM_BUCKETS",
          "ROOM_LISTENERS_CUSTOM_BUCKETS",
          "ROOM_VOICE_PARTICIPANTS_CUSTOM_BUCKETS",
          "ROOM_VIDEO_PARTICIPANTS_CUSTOM_BUCKETS");

  private final Map<String, String> values;

  private PeerSettings(Map<String, String> values) {
    this.values = values;
  }

  /** Those in an environment, of which all else is left alone. */
  public static PeerSettings of(Map<String, String> environment) {
    Map<String, String> values = new LinkedHashMap<>();
    environment.forEach(
        (name, value) -> {
          if (NAMES.contains(name) && !value.isBlank()) {
            values.put(name, value.strip());
          }
        });
    return new PeerSettings(values);
  }

  /**
   * Reads a file as Docker and systemd do: a name, {@code =} and a value in each line, perhaps in
   * quotes; lines that begin with {@code #} or {@code ;} are comments.
   *
   * @throws IOException when it can't be read or is far too large; the message quotes none of it
   */
  public static PeerSettings read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IOException("larger than " + LARGEST + " bytes");
    }
    Map<String, String> all = new LinkedHashMap<>();
    // Any byte is a character there, so that a stray one stops nothing.
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      Matcher m = LINE.matcher(line);
      if (!line.isBlank() && m.matches()) {
        all.put(m.group(1), unquoted(m.group(2).strip()));
      }
    }
    return of(all);
  }

  /**
   * Those of the section's {@code env_file}, and below them others; that the file can't be read is
   * a problem of the section.
   */
  public static PeerSettings of(Section options, PeerSettings below) {
    return PeerOptions.file(options).over(below);
  }

  /** These, and below them others. */
  public PeerSettings over(PeerSettings others) {
    Map<String, String> both = new LinkedHashMap<>(others.values);
    both.putAll(values);
    return new PeerSettings(both);
  }

  /** A setting by its name, such as {@code API_BASE_URL}. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A switch by its name; only {@code true} is on, in any case of letters, as in the original. */
  public Optional<Boolean> flag(String name) {
    return value(name).map("true"::equalsIgnoreCase);
  }

  /** A comma-separated list by its name. */
  public Optional<List<String>> list(String name) {
    return value(name).map(text -> List.of(text.split("\\s*,\\s*")));
  }

  private static String unquoted(String text) {
    for (String quote : List.of("\"", "'")) {
      if (text.length() >= 2 && text.startsWith(quote) && text.endsWith(quote)) {
        return text.substring(1, text.length() - 1);
      }
    }
    return text;
  }
}
