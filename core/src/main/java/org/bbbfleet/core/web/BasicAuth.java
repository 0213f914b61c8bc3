package org.bbbfleet.core.web;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Users with bcrypt hashes of their passwords. A hash is costly by design, so what was once found
 * right is remembered, under a keyed hash that only this process knows: a scraper pays once. Wrong
 * passwords are never remembered, cost the same for users that do not exist, and few are checked at
 * once, so that guessing neither fills the memory nor takes the processors from scrapes.
 */
final class BasicAuth implements AutoCloseable {
  private static final int MOST_REMEMBERED = 128;
  private static final int MOST_WAITING = 16;
  private static final int LONGEST_HEADER = 4096;
  private static final String SCHEME = "basic ";

  /** Of nothing in particular; only its cost counts. */
  private static final String NOBODY = "Abcdefghijklmnopqrstuu5LzZfRvZWHhzPMMXwJbU8hUIJ8ZpMoq";

  private final Map<String, String> users;
  private final BiPredicate<String, String> matches;
  private final String nobody;
  private final WorkerExecutor workers;
  private final AtomicInteger waiting = new AtomicInteger();
  private final SecretKeySpec key;
  private final Set<ByteBuffer> remembered =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
                  return size() > MOST_REMEMBERED;
                }
              }));

  /** What is to be answered. */
  enum Verdict {
    ALLOWED,
    DENIED,
    /** Too many passwords are being checked. */
    BUSY
  }

  BasicAuth(Vertx vertx, Map<String, String> users) {
    this(vertx, users, BasicAuth::matches);
  }

  /**
   * @param matches whether a password is that of a hash; slow
   */
  BasicAuth(Vertx vertx, Map<String, String> users, BiPredicate<String, String> matches) {
    this.users = Map.copyOf(users);
    this.matches = matches;
    String cost =
        users.values().stream().map(hash -> hash.substring(4, 6)).sorted().findFirst().orElse("10");
    this.nobody = "$2y$" + cost + "$" + NOBODY;
    // One: a host's processors are for what it does, not for passwords.
    this.workers = vertx.createSharedWorkerExecutor("web-passwords", 1);
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, "HmacSHA256");
  }

  /**
   * Whether a request may pass.
   *
   * @param header its {@code Authorization}; may be null
   */
  Future<Verdict> check(String header) {
    String[] pair = pair(header);
    if (pair == null) {
      return Future.succeededFuture(Verdict.DENIED);
    }
    String hash = users.get(pair[0]);
    ByteBuffer mark = mark(pair[0], hash == null ? nobody : hash, pair[1]);
    if (remembered.contains(mark)) {
      return Future.succeededFuture(Verdict.ALLOWED);
    }
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return Future.succeededFuture(Verdict.BUSY);
    }
    return workers
        .executeBlocking(() -> matches.test(pair[1], hash == null ? nobody : hash), true)
        .map(
            right -> {
              if (!right || hash == null) {
                return Verdict.DENIED;
              }
              remembered.add(mark);
              return Verdict.ALLOWED;
            })
        .onComplete(ended -> waiting.decrementAndGet());
  }

  @Override
  public void close() {
    workers.close();
  }

  // Go's bcrypt, for which the hashes were made, looks at the first 72 bytes only.
  private static boolean matches(String password, String hash) {
    return BCrypt.verifyer(
            BCrypt.Version.VERSION_2Y, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2Y))
        .verify(password.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.US_ASCII))
        .verified;
  }

  private ByteBuffer mark(String user, String hash, String password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(hash.getBytes(StandardCharsets.US_ASCII));
      mac.update(user.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) ':');
      return ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** User and password; null when the header has none. */
  private static String[] pair(String header) {
    if (header == null
        || header.length() > LONGEST_HEADER
        || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    try {
      String text =
          new String(
              Base64.getDecoder().decode(header.substring(SCHEME.length()).trim()),
              StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0 ? null : new String[] {text.substring(0, colon), text.substring(colon + 1)};
    } catch (IllegalArgumentException e) {
      // Not base64: nobody's password.
      return null;
    }
  }
}
