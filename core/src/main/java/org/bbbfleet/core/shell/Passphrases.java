package org.bbbfleet.core.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** Gives the passphrases of private keys. Asked once per key and run, by one thread at a time. */
@FunctionalInterface
public interface Passphrases {
  /** Knows none. */
  Passphrases NONE = (key, attempt) -> Optional.empty();

  /**
   * A passphrase to try.
   *
   * @param key the key's file
   * @param attempt from 0; those before were wrong
   * @return empty when there is none (any more)
   */
  Optional<Secret> of(Path key, int attempt);

  /** The first line of a file, for every key. */
  static Passphrases inFile(Path file) {
    return (key, attempt) -> {
      if (attempt > 0) {
        return Optional.empty();
      }
      try {
        return Files.readString(file).lines().findFirst().map(Secret::new);
      } catch (IOException e) {
        throw new FleetException(
            ErrorCategory.INPUT, file + ": the passphrase of keys can't be read: " + e, e);
      }
    };
  }
}
