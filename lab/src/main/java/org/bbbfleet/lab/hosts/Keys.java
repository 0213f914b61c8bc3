package org.bbbfleet.lab.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bbbfleet.lab.packages.Command;

/** Fresh ed25519 keys; the lab makes its hosts' keys too and so knows them before they boot. */
final class Keys {
  private Keys() {}

  /** Makes a key pair: the private key at the path, the public one beside it with {@code .pub}. */
  static void make(Path path, String comment) {
    Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path.toString())
        .runFor("make the key " + path);
  }

  /** The public half as one line: type, key, comment. */
  static String publicHalf(Path path) {
    try {
      return Files.readString(Path.of(path + ".pub")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
