package org.bbbfleet.exporters.bbb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the counters of different meetings outlive the agent: one small file for each server,
 * replaced as a whole. Without a usable directory they live as long as the process. All methods
 * block.
 */
final class SeenFile {
  private static final Logger log = LoggerFactory.getLogger(SeenFile.class);
  private static final String PREFIX = "bbb-seen-";
  private static final String SUFFIX = ".state";
  private static final long LARGEST = 1024 * 1024;

  /** A server that was not asked for so long is gone. */
  private static final Duration KEPT = Duration.ofDays(90);

  private final Path directory;
  private final Path file;
  private boolean complained;

  /**
   * @param base the API's address, which names the server
   */
  SeenFile(Path directory, String base) {
    this.directory = directory;
    String name = HexFormat.of().toHexDigits(SeenMeetings.hash(base));
    this.file = directory.resolve(PREFIX + name + SUFFIX);
  }

  /** What the last process knew; a damaged file is put aside and nothing is known. */
  SeenMeetings load(Instant now) {
    forgetOld(now);
    try {
      if (!Files.exists(file)) {
        return new SeenMeetings();
      }
      Optional<SeenMeetings> read =
          Files.size(file) > LARGEST
              ? Optional.empty()
              : SeenMeetings.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
      if (read.isPresent()) {
        return read.get();
      }
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      log.warn("{} is damaged and now {}; unique meetings count from 0", file, aside);
    } catch (IOException e) {
      log.warn("{} can't be read ({}); unique meetings count from 0", file, kind(e));
    }
    return new SeenMeetings();
  }

  /** Replaces the file: whoever reads it sees the old state or this one. */
  void save(String state) {
    if (!Files.isDirectory(directory)) {
      log.debug("{} is not there; unique meetings last until a restart", directory);
      return;
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(state.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      complained = false;
    } catch (IOException e) {
      if (!complained) {
        log.warn("{} can't be written ({}); unique meetings last until a restart", file, kind(e));
      }
      complained = true;
    }
  }

  private void forgetOld(Instant now) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*")) {
      for (Path old : files) {
        if (Files.getLastModifiedTime(old).toInstant().plus(KEPT).isBefore(now)) {
          Files.deleteIfExists(old);
        }
      }
    } catch (IOException e) {
      log.debug("{} can't be tidied", directory, e);
    }
  }

  private static String kind(IOException e) {
    return e.getClass().getSimpleName();
  }
}
