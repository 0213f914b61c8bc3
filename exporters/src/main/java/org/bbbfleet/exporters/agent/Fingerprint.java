package org.bbbfleet.exporters.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.config.Section;

/**
 * What options say, to see whether they changed: their values, and the contents of the files that
 * they name, such as secrets.
 *
 * @param values the options
 * @param files the hash of each file that a value names
 */
record Fingerprint(Map<String, Object> values, Map<String, String> files) {
  private static final long LARGEST = 1024 * 1024;

  static Fingerprint of(Section options) {
    Map<String, String> files = new TreeMap<>();
    collect(options.values(), files);
    return new Fingerprint(options.values(), files);
  }

  private static void collect(Object value, Map<String, String> files) {
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(one -> collect(one, files));
    } else if (value instanceof List<?> list) {
      list.forEach(one -> collect(one, files));
    } else if (value instanceof String text && text.startsWith("/")) {
      files.put(text, hash(text));
    }
  }

  private static String hash(String name) {
    try {
      Path file = Path.of(name);
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
        return "";
      }
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException | InvalidPathException e) {
      // Whoever needs the file says so; here it is only different from a file that can be read.
      return "unreadable";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
