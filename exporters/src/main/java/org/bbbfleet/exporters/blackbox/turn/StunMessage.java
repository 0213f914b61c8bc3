package org.bbbfleet.exporters.blackbox.turn;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A message of STUN (RFC 8489, section 5) with the attributes that TURN (RFC 8656) needs.
 *
 * @param type method and class, such as {@link #ALLOCATE}
 * @param id the transaction's twelve bytes
 * @param attributes by number, the first of each
 */
record StunMessage(int type, byte[] id, Map<Integer, byte[]> attributes) {
  static final int BINDING = 0x0001;
  static final int ALLOCATE = 0x0003;
  static final int REFRESH = 0x0004;

  static final int USERNAME = 0x0006;
  static final int MESSAGE_INTEGRITY = 0x0008;
  static final int ERROR_CODE = 0x0009;
  static final int LIFETIME = 0x000d;
  static final int REALM = 0x0014;
  static final int NONCE = 0x0015;
  static final int RELAYED = 0x0016;
  static final int REQUESTED_TRANSPORT = 0x0019;
  static final int MAPPED = 0x0020;

  private static final int COOKIE = 0x2112A442;
  private static final int HEAD = 20;
  private static final int SUCCESS = 0x0100;
  private static final int ERROR = 0x0110;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A request with an id of its own. */
  static StunMessage request(int type) {
    byte[] id = new byte[12];
    RANDOM.nextBytes(id);
    return new StunMessage(type, id, new LinkedHashMap<>());
  }

  StunMessage with(int attribute, byte[] value) {
    Map<Integer, byte[]> more = new LinkedHashMap<>(attributes);
    more.put(attribute, value);
    return new StunMessage(type, id, more);
  }

  StunMessage with(int attribute, String value) {
    return with(attribute, value.getBytes(StandardCharsets.UTF_8));
  }

  /** How long the message is that begins here; empty while its head is not whole. */
  static Optional<Integer> length(byte[] bytes) {
    return bytes.length < HEAD
        ? Optional.empty()
        : Optional.of(HEAD + ((bytes[2] & 0xff) << 8 | bytes[3] & 0xff));
  }

  /** Reads a message; empty when it is none. */
  static Optional<StunMessage> parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < HEAD || (bytes[0] & 0xc0) != 0) {
      return Optional.empty();
    }
    int type = in.getShort() & 0xffff;
    int length = in.getShort() & 0xffff;
    if (in.getInt() != COOKIE || length != bytes.length - HEAD || length % 4 != 0) {
      return Optional.empty();
    }
    byte[] id = new byte[12];
    in.get(id);
    Map<Integer, byte[]> attributes = new LinkedHashMap<>();
    while (in.remaining() >= 4) {
      int attribute = in.getShort() & 0xffff;
      int size = in.getShort() & 0xffff;
      int padded = (size + 3) / 4 * 4;
      if (padded > in.remaining()) {
        return Optional.empty();
      }
      byte[] value = new byte[size];
      in.get(value);
      in.position(in.position() + padded - size);
      attributes.putIfAbsent(attribute, value);
    }
    return Optional.of(new StunMessage(type, id, attributes));
  }

  boolean answers(StunMessage request) {
    return Arrays.equals(id, request.id)
        && (type == (request.type | SUCCESS) || type == (request.type | ERROR));
  }

  boolean succeeded() {
    return (type & ERROR) == SUCCESS;
  }

  /** The error's code, 0 when there is none. */
  int errorCode() {
    byte[] value = attributes.get(ERROR_CODE);
    return value == null || value.length < 4 ? 0 : (value[2] & 7) * 100 + (value[3] & 0xff);
  }

  Optional<String> text(int attribute) {
    return Optional.ofNullable(attributes.get(attribute))
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  /** A number of four bytes. */
  Optional<Long> number(int attribute) {
    return Optional.ofNullable(attributes.get(attribute))
        .filter(value -> value.length == 4)
        .map(value -> ByteBuffer.wrap(value).getInt() & 0xffffffffL);
  }

  /** The message as bytes. */
  byte[] write() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    attributes.forEach((attribute, value) -> append(body, attribute, value));
    return head(body.size(), body.toByteArray());
  }

  /** The message as bytes, signed with the key of a long-term credential. */
  byte[] write(byte[] key) {
    byte[] plain = write();
    // The length counts the signature that is yet to come (RFC 8489, 14.5).
    ByteBuffer.wrap(plain).putShort(2, (short) (plain.length - HEAD + 24));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(plain);
    append(out, MESSAGE_INTEGRITY, hmac(key, plain));
    return out.toByteArray();
  }

  private byte[] head(int length, byte[] body) {
    return ByteBuffer.allocate(HEAD + length)
        .putShort((short) type)
        .putShort((short) length)
        .putInt(COOKIE)
        .put(id)
        .put(body)
        .array();
  }

  private static void append(ByteArrayOutputStream out, int attribute, byte[] value) {
    out.writeBytes(
        ByteBuffer.allocate(4).putShort((short) attribute).putShort((short) value.length).array());
    out.writeBytes(value);
    out.writeBytes(new byte[(4 - value.length % 4) % 4]);
  }

  static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA1", e);
    }
  }
}
