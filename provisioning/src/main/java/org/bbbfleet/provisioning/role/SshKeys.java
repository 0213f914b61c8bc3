package org.bbbfleet.provisioning.role;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * Ed25519 keys in the form of OpenSSH, without a passphrase.
 *
 * @see <a
 *     href="https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key">PROTOCOL.key</a>
 */
final class SshKeys {
  private static final String TYPE = "ssh-ed25519";
  private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
  private static final String BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
  private static final String END = "-----END OPENSSH PRIVATE KEY-----\n";
  private static final int RAW = 32;

  private SshKeys() {}

  /** A new private key, as {@code ssh-keygen} writes it. */
  static String newEd25519(SecureRandom random, String comment) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(255, random);
      KeyPair pair = generator.generateKeyPair();
      // Both of Java's encodings end with the 32 raw bytes (RFC 8410).
      byte[] seed = tail(pair.getPrivate().getEncoded());
      byte[] point = tail(pair.getPublic().getEncoded());
      int check = random.nextInt();
      Wire secret = new Wire();
      secret.number(check).number(check).text(TYPE).bytes(point);
      secret.bytes(concat(seed, point)).text(comment);
      for (byte pad = 1; secret.size() % 8 != 0; pad++) {
        secret.raw(new byte[] {pad});
      }
      Wire key = new Wire();
      key.raw(MAGIC).text("none").text("none").text("").number(1);
      key.bytes(publicBlob(point)).bytes(secret.all());
      return BEGIN
          + Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(key.all())
          + "\n"
          + END;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public key that a private key file holds. */
  static String publicKeyOf(String privateKey) {
    String body = privateKey.replace(BEGIN, "").replace(END, "").replace("\n", "");
    ByteBuffer key = ByteBuffer.wrap(Base64.getDecoder().decode(body));
    key.position(MAGIC.length);
    for (int skipped = 0; skipped < 3; skipped++) {
      int length = key.getInt();
      key.position(key.position() + length);
    }
    if (key.getInt() != 1) {
      throw new IllegalArgumentException("not a file with one private key");
    }
    byte[] blob = new byte[key.getInt()];
    key.get(blob);
    return TYPE + " " + Base64.getEncoder().encodeToString(blob);
  }

  private static byte[] publicBlob(byte[] point) {
    return new Wire().text(TYPE).bytes(point).all();
  }

  private static byte[] tail(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - RAW, encoded.length);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** Strings with their length before them, RFC 4251 §5. */
  private static final class Wire {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    Wire number(int value) {
      return raw(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    Wire text(String value) {
      return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    Wire bytes(byte[] value) {
      return number(value.length).raw(value);
    }

    Wire raw(byte[] value) {
      try {
        out.write(value);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      return this;
    }

    int size() {
      return bytes.size();
    }

    byte[] all() {
      return bytes.toByteArray();
    }
  }
}
