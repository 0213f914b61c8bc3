package org.bbbfleet.core.vault;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bbbfleet.core.config.Secret;

/**
 * The vault's cryptography: PBKDF2 with HMAC-SHA-256 and 10,000 rounds makes a key for AES-256 in
 * counter mode, a key for the HMAC-SHA-256 over the ciphertext and the first counter; the plain
 * text is padded as PKCS#7 has it.
 */
final class VaultCipher {
  private static final int ROUNDS = 10_000;
  private static final int KEY = 32;
  private static final int BLOCK = 16;

  private VaultCipher() {}

  static VaultText encrypt(byte[] plain, Secret password, String label, byte[] salt) {
    Keys keys = Keys.of(password, salt);
    int padding = BLOCK - plain.length % BLOCK;
    byte[] padded = Arrays.copyOf(plain, plain.length + padding);
    Arrays.fill(padded, plain.length, padded.length, (byte) padding);
    byte[] ciphertext = keys.crypt(Cipher.ENCRYPT_MODE, padded);
    return new VaultText(label, salt, keys.code(ciphertext), ciphertext);
  }

  /** The plain text; empty when it was encrypted with another password, or changed since. */
  static Optional<byte[]> decrypt(VaultText vault, Secret password) {
    Keys keys = Keys.of(password, vault.salt());
    if (!MessageDigest.isEqual(keys.code(vault.ciphertext()), vault.code())) {
      return Optional.empty();
    }
    byte[] padded = keys.crypt(Cipher.DECRYPT_MODE, vault.ciphertext());
    int padding = padded.length == 0 ? 0 : padded[padded.length - 1];
    if (padding < 1 || padding > BLOCK || padding > padded.length) {
      throw new VaultException("is a damaged vault: its padding is wrong");
    }
    return Optional.of(Arrays.copyOf(padded, padded.length - padding));
  }

  private record Keys(byte[] cipher, byte[] authentication, byte[] counter) {

    static Keys of(Secret password, byte[] salt) {
      PBEKeySpec spec =
          new PBEKeySpec(
              password.reveal().toCharArray(), salt, ROUNDS, (KEY + KEY + BLOCK) * Byte.SIZE);
      try {
        byte[] all =
            SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
        return new Keys(
            Arrays.copyOf(all, KEY),
            Arrays.copyOfRange(all, KEY, KEY + KEY),
            Arrays.copyOfRange(all, KEY + KEY, all.length));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has PBKDF2WithHmacSHA256", e);
      } finally {
        spec.clearPassword();
      }
    }

    byte[] crypt(int mode, byte[] text) {
      try {
        Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
        aes.init(mode, new SecretKeySpec(cipher, "AES"), new IvParameterSpec(counter));
        return aes.doFinal(text);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has AES/CTR", e);
      }
    }

    byte[] code(byte[] ciphertext) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(authentication, "HmacSHA256"));
        return mac.doFinal(ciphertext);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has HmacSHA256", e);
      }
    }
  }
}
