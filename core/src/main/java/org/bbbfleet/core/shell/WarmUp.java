package org.bbbfleet.core.shell;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import org.slf4j.LoggerFactory;

/**
 * Loads what every SSH connection needs, on a thread of its own, while a command still reads its
 * inventory: a tenth of a second less to wait for the first host. Nothing depends on it.
 */
public final class WarmUp {
  private WarmUp() {}

  /** Begins, and returns at once. */
  public static void start() {
    Thread thread = new Thread(WarmUp::load, "warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void load() {
    try {
      new SshShells(SshOptions.strict(Path.of("known_hosts")));
      KeyPairGenerator.getInstance("X25519").generateKeyPair();
      KeyAgreement.getInstance("X25519");
      KeyFactory.getInstance("Ed25519");
      Signature.getInstance("Ed25519");
      Cipher.getInstance("AES/GCM/NoPadding");
      Cipher.getInstance("AES/CTR/NoPadding");
      Mac.getInstance("HmacSHA256");
    } catch (GeneralSecurityException | RuntimeException e) {
      LoggerFactory.getLogger(WarmUp.class).debug("nothing was warmed up", e);
    }
  }
}
