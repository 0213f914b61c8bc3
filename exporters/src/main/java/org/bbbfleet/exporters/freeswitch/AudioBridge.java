package org.bbbfleet.exporters.freeswitch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What carries the audio of a BigBlueButton server's meetings. Since 3.0 a server, or one meeting
 * alone, may use LiveKit in FreeSWITCH's place; the API does not tell which.
 *
 * @see <a href="https://docs.bigbluebutton.org/new-features/">BigBlueButton's new features</a>
 */
enum AudioBridge {
  /** Every meeting with audio has its conference in FreeSWITCH. */
  FREESWITCH,
  /** A meeting without a conference may have its audio in LiveKit. */
  PERHAPS_LIVEKIT;

  private static final List<String> INSTALLED =
      List.of("var/lib/dpkg/info/bbb-livekit.list", "etc/bigbluebutton/livekit.yaml");
  private static final Path PROPERTIES = Path.of("etc/bigbluebutton/bbb-web.properties");

  /** The bridge of the host below this root, by its files. */
  static AudioBridge below(Path root) {
    boolean livekit =
        INSTALLED.stream().anyMatch(f -> Files.exists(root.resolve(f)))
            || configured(root.resolve(PROPERTIES));
    return livekit ? PERHAPS_LIVEKIT : FREESWITCH;
  }

  private static boolean configured(Path properties) {
    if (!Files.isReadable(properties)) {
      return false;
    }
    try (Stream<String> lines =
        Files.lines(properties, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      return lines
          .map(line -> line.strip().toLowerCase(Locale.ROOT).replaceAll("\\s*=\\s*", "="))
          .anyMatch(line -> line.equals("audiobridge=livekit"));
    } catch (IOException | java.io.UncheckedIOException e) {
      return false;
    }
  }
}
