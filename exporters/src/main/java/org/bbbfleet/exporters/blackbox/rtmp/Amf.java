package org.bbbfleet.exporters.blackbox.rtmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** AMF0, in which RTMP's commands are written: numbers, texts, booleans, objects and null. */
final class Amf {
  private static final int DEEPEST = 10;
  private static final int MOST = 1000;

  private Amf() {}

  /** Values as bytes; null is AMF's null. */
  static byte[] write(Object... values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object value : values) {
      value(out, value);
    }
    return out.toByteArray();
  }

  private static void value(ByteArrayOutputStream out, Object value) {
    if (value instanceof Number number) {
      out.write(0);
      out.writeBytes(ByteBuffer.allocate(8).putDouble(number.doubleValue()).array());
    } else if (value instanceof String text) {
      out.write(2);
      text(out, text);
    } else if (value instanceof Map<?, ?> map) {
      out.write(3);
      map.forEach(
          (key, inner) -> {
            text(out, String.valueOf(key));
            value(out, inner);
          });
      out.writeBytes(new byte[] {0, 0, 9});
    } else {
      out.write(5);
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeBytes(ByteBuffer.allocate(2).putShort((short) bytes.length).array());
    out.writeBytes(bytes);
  }

  /**
   * Reads values up to the first that we do not know.
   *
   * @throws RuntimeException when the bytes end within a value or are nested too deeply
   */
  static List<Object> read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<Object> values = new ArrayList<>();
    while (in.hasRemaining() && values.size() < MOST) {
      Object value = value(in, 0);
      if (value == Unknown.TYPE) {
        break;
      }
      values.add(value == null ? "" : value);
    }
    return values;
  }

  private enum Unknown {
    TYPE
  }

  private static Object value(ByteBuffer in, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("nested too deeply");
    }
    return switch (in.get()) {
      case 0 -> in.getDouble();
      case 1 -> in.get() != 0;
      case 2 -> text(in);
      case 3 -> object(in, depth);
      case 8 -> {
        in.getInt();
        yield object(in, depth);
      }
      case 5, 6 -> null;
      default -> Unknown.TYPE;
    };
  }

  private static Map<String, Object> object(ByteBuffer in, int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    while (map.size() < MOST) {
      String key = text(in);
      if (key.isEmpty() && in.get(in.position()) == 9) {
        in.get();
        return map;
      }
      Object value = value(in, depth + 1);
      if (value == Unknown.TYPE) {
        throw new IllegalArgumentException("a value of an unknown type");
      }
      map.put(key, value == null ? "" : value);
    }
    throw new IllegalArgumentException("too many keys");
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getShort() & 0xffff];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
