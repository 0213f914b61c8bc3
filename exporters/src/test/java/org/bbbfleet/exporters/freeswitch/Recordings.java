package org.bbbfleet.exporters.freeswitch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Byte-exact conversations with a real FreeSWITCH 1.10.12. */
final class Recordings {
  private static final byte[] LOGGED_IN =
      "Content-Type: auth/request\n\nContent-Type: command/reply\nReply-Text: +OK accepted\n\n"
          .getBytes(StandardCharsets.US_ASCII);

  private Recordings() {}

  /** All names, from the list that was made while recording. */
  static List<String> names() {
    return List.copyOf(index().keySet());
  }

  /** Name, commands, number of messages, content types of the first 12, bytes of all bodies. */
  static Map<String, String[]> index() {
    return new String(bytes("index.tsv"), StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(line -> line.split("\t"))
        .collect(Collectors.toMap(c -> c[0], c -> c, (a, b) -> a, LinkedHashMap::new));
  }

  /** Everything that the server sent. */
  static byte[] server(String name) {
    return bytes(name + ".s2c");
  }

  /** What the server sent after a successful login. */
  static byte[] reply(String name) {
    byte[] all = server(name);
    if (!Arrays.equals(all, 0, LOGGED_IN.length, LOGGED_IN, 0, LOGGED_IN.length)) {
      throw new IllegalArgumentException(name + " does not begin with a login");
    }
    return Arrays.copyOfRange(all, LOGGED_IN.length, all.length);
  }

  /** The one answer of a recording, decoded. */
  static EslMessage answer(String name) {
    List<EslMessage> messages = new ArrayList<>();
    new EslDecoder(messages::add).feed(reply(name));
    if (messages.size() != 1) {
      throw new IllegalArgumentException(name + " has " + messages.size() + " answers");
    }
    return messages.get(0);
  }

  private static byte[] bytes(String file) {
    try (InputStream in = Recordings.class.getResourceAsStream("esl/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no recording " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
