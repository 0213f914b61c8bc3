package org.bbbfleet.exporters.blackbox.options;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * A text that is written in the configuration or in a file that it names. The file is read at each
 * probe, so that a secret may rotate; its content is never printed.
 */
public record TextSource(Optional<Secret> text, Optional<Path> file) {
  private static final long LARGEST = 1024 * 1024;

  /** Reads {@code KEY} and {@code KEY_file}; empty when neither is there. */
  public static Optional<TextSource> read(Section options, String key) {
    return read(options, key, key + "_file");
  }

  /** Reads a key for the text and a key for its file. */
  public static Optional<TextSource> read(Section options, String key, String fileKey) {
    Optional<Secret> text = options.string(key).map(Secret::new);
    Optional<Path> file = options.string(fileKey).map(Path::of);
    if (text.isPresent() && file.isPresent()) {
      options.problem(key, "is given twice: keep one of " + key + " and " + fileKey + ".");
    }
    return text.isPresent() || file.isPresent()
        ? Optional.of(new TextSource(text, file))
        : Optional.empty();
  }

  /** A text that is there. */
  public static TextSource of(String text) {
    return new TextSource(Optional.of(new Secret(text)), Optional.empty());
  }

  /** The text. A file's is whole, with its last line break. */
  public Future<String> get(Vertx vertx) {
    if (text.isPresent()) {
      return Future.succeededFuture(text.get().reveal());
    }
    return vertx.executeBlocking(this::load, false);
  }

  private String load() {
    Path path = file.orElseThrow();
    try {
      if (Files.size(path) > LARGEST) {
        throw new FleetException(ErrorCategory.INPUT, path + " is larger than 1 MiB");
      }
      return Files.readString(path);
    } catch (IOException e) {
      throw new FleetException(ErrorCategory.INPUT, path + " can't be read", e);
    }
  }
}
