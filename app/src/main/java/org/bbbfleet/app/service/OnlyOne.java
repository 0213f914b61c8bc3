package org.bbbfleet.app.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * One service works on a store at a time: a second would take the first one's running action for
 * one that was cut off. The lock goes with the process, however that ends.
 */
final class OnlyOne implements AutoCloseable {
  private final FileChannel channel;

  private OnlyOne(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock beside a store.
   *
   * @throws FleetException (BUSY) when another service has it
   */
  static OnlyOne at(Path store) {
    Path file = store.resolveSibling(store.getFileName() + ".serve");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw new FleetException(
            ErrorCategory.BUSY,
            "another fleet serve works on " + store + ". Stop it first, or name another store.");
      }
      return new OnlyOne(channel);
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.STORE, file + " can't be locked: " + e + ". Is the directory writable?", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
