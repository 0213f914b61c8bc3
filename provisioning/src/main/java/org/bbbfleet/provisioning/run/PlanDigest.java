package org.bbbfleet.provisioning.run;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.provisioning.resource.Change;
import org.bbbfleet.provisioning.resource.Handler;
import org.bbbfleet.provisioning.resource.Hash;

/**
 * By what plans are told apart: digests of everything that would be done, keyed with a secret of
 * the fleet. Without the key nobody can try guesses at a password that is part of a change.
 */
final class PlanDigest {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  PlanDigest(Secret key) {
    this.key = new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  // What differs is not part of it: those words tell how the host is just now, the script what
  // would be done.
  String of(Change change) {
    Mac mac = mac();
    add(mac, change.sign().mark());
    add(mac, change.kind());
    add(mac, change.name());
    add(mac, change.lasting());
    change.confirmation().ifPresent(script -> add(mac, script));
    for (Change.Upload upload : change.uploads()) {
      add(mac, upload.remote());
      add(mac, Hash.sha256(upload.local()));
    }
    change.handlers().forEach(handler -> add(mac, handler.script()));
    return end(mac);
  }

  String of(Handler handler) {
    Mac mac = mac();
    add(mac, handler.marker());
    add(mac, handler.script());
    return end(mac);
  }

  /** Of a host's whole plan. */
  String of(List<ChangeReport> changes) {
    Mac mac = mac();
    changes.forEach(change -> add(mac, change.digest()));
    return end(mac);
  }

  /** Of everything that the inventory says. */
  String of(Inventory inventory) {
    Mac mac = mac();
    for (Host host : inventory.hosts()) {
      add(mac, host.name());
      add(mac, String.join(",", host.groups()));
      host.variables()
          .forEach(
              (name, value) -> {
                add(mac, name);
                add(mac, String.valueOf(value));
              });
    }
    return end(mac);
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  // Each part with its length, so that no two lists of parts are the same bytes.
  private static void add(Mac mac, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    mac.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    mac.update(bytes);
  }

  private static String end(Mac mac) {
    return HexFormat.of().formatHex(mac.doFinal(), 0, 16);
  }
}
