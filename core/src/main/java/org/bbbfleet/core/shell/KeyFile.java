package org.bbbfleet.core.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;

/**
 * What a private key's file says without its passphrase.
 *
 * @param path where it is
 * @param publicHalf as SSH writes it; empty where the file does not say and no {@code .pub} does
 * @param locked whether it needs a passphrase
 */
record KeyFile(Path path, Optional<byte[]> publicHalf, boolean locked) {
  private static final String BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----";
  private static final String MAGIC = "openssh-key-v1\0";
  private static final long LARGEST = 1024 * 1024;

  /** Reads a file; what is no key is found out by whoever loads it. */
  static KeyFile read(Path path) throws IOException {
    if (Files.size(path) > LARGEST) {
      throw new IOException("it is too large for a key");
    }
    String text = Files.readString(path, StandardCharsets.ISO_8859_1);
    Path pub = path.resolveSibling(path.getFileName() + ".pub");
    Optional<byte[]> beside =
        Files.isReadable(pub) && Files.size(pub) < LARGEST
            ? KnownHostLine.parse("x " + Files.readString(pub, StandardCharsets.ISO_8859_1))
                .flatMap(line -> decode(line.key()))
            : Optional.empty();
    int begin = text.indexOf(BEGIN);
    if (begin < 0) {
      boolean locked = text.contains("ENCRYPTED") || text.matches("(?s).*\nEncryption: aes.*");
      return new KeyFile(path, beside, locked);
    }
    String body = text.substring(begin + BEGIN.length());
    int end = body.indexOf("-----");
    Optional<byte[]> bytes =
        decode((end < 0 ? body : body.substring(0, end)).replaceAll("\\s", ""));
    if (bytes.isEmpty()) {
      return new KeyFile(path, beside, false);
    }
    try {
      Buffer.PlainBuffer buffer = new Buffer.PlainBuffer(bytes.get());
      byte[] magic = new byte[MAGIC.length()];
      buffer.readRawBytes(magic);
      String cipher = buffer.readString();
      buffer.readBytes();
      buffer.readBytes();
      buffer.readUInt32();
      return new KeyFile(path, Optional.of(buffer.readBytes()), !cipher.equals("none"));
    } catch (Buffer.BufferException e) {
      throw new IOException("it is cut off", e);
    }
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      // A damaged file: loading it says so.
      return Optional.empty();
    }
  }
}
