package org.bbbfleet.exporters.freeswitch;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One message of the event socket: headers and, if there was a {@code Content-Length}, a body of
 * exactly that many bytes.
 *
 * <p>FreeSWITCH passes on whatever bytes a caller's name holds, so a body may be invalid UTF-8;
 * such bytes are decoded as U+FFFD.
 */
public final class EslMessage {
  private final Map<String, String> headers;
  private final byte[] body;

  private EslMessage(byte[] body, Map<String, String> lowerCase) {
    this.headers = lowerCase;
    this.body = body;
  }

  EslMessage(Map<String, String> headers, byte[] body) {
    this.body = body;
    this.headers = new HashMap<>();
    headers.forEach((name, value) -> this.headers.put(name.toLowerCase(Locale.ROOT), value));
  }

  /** A message that takes over what the decoder made: names in lower case, nobody else's. */
  static EslMessage decoded(Map<String, String> headers, byte[] body) {
    return new EslMessage(body, headers);
  }

  /** A header's value; names are compared without regard to case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** What kind of message it is, such as {@code api/response}; empty if it does not say. */
  public String contentType() {
    return headers.getOrDefault("content-type", "");
  }

  /** How many bytes the body has. */
  public int size() {
    return body.length;
  }

  /** The body as text. */
  public String text() {
    return text(StandardCharsets.UTF_8);
  }

  /** The body as text in another encoding. */
  String text(Charset charset) {
    return new String(body, charset);
  }

  /** The body as text, decoded while it is read: for bodies too large to copy. */
  public Reader reader() {
    return new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8);
  }

  /**
   * The body with each byte as one character (ISO-8859-1): for large lists of which only the ASCII
   * parts matter. Twice as fast as decoding UTF-8, and no byte of a hostile name is invalid.
   */
  Reader bytes() {
    return new ByteReader(body);
  }

  /** Whether the body begins with these ASCII characters. */
  boolean startsWith(String prefix) {
    byte[] expected = prefix.getBytes(StandardCharsets.US_ASCII);
    return body.length >= expected.length
        && Arrays.equals(body, 0, expected.length, expected, 0, expected.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EslMessage that
        && headers.equals(that.headers)
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return Objects.hash(headers, Arrays.hashCode(body));
  }

  /** Kind and size only: bodies hold people's names and numbers. */
  @Override
  public String toString() {
    return contentType() + " with " + body.length + " bytes";
  }
}
