package org.bbbfleet.alerts.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The hash of a row: SHA-256 over the hash of the row before and the row's fields, each preceded by
 * its length, so that no text can be moved from one field to the next.
 */
public final class AuditHash {
  /** What the first row follows upon. */
  public static final String BEGINNING = "0".repeat(64);

  private AuditHash() {}

  /**
   * The hash of a row.
   *
   * @param before the hash of the row before
   * @param fields the row's columns in the order of the table, empty where a column is null
   */
  public static String of(String before, String... fields) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, before);
      for (String field : fields) {
        add(digest, field);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The hash of a row whose kind has this name in the table. */
  static String of(String before, HealingEvent row, String kind) {
    return of(
        before,
        Long.toString(row.id()),
        Long.toString(row.at().toEpochMilli()),
        row.incident().isPresent() ? Long.toString(row.incident().getAsLong()) : "",
        kind,
        row.host(),
        row.alert(),
        row.text(),
        row.evidence(),
        row.who(),
        row.why(),
        row.output(),
        row.took().map(took -> Long.toString(took.toMillis())).orElse(""));
  }

  private static void add(MessageDigest digest, String field) {
    byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }
}
