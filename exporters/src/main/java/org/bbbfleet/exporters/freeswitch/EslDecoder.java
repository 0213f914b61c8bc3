package org.bbbfleet.exporters.freeswitch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Cuts the byte stream of an event socket into messages, however it was chunked.
 *
 * <p>A message is lines of {@code Name: value}, an empty line and then exactly {@code
 * Content-Length} bytes, if that header is there. FreeSWITCH ends lines with a bare LF; CRLF is
 * taken too. Nothing separates a body from the next message. Memory is bounded by the limits, and
 * grows only with what really arrived, whatever length a header claims.
 *
 * <p>After a failure the stream can't be cut any more: every further call fails alike. For one
 * thread.
 */
public final class EslDecoder {
  /** The largest header block, in bytes; real ones have some hundred. */
  public static final int MAX_HEADERS = 64 * 1024;

  /** The largest body, in bytes: 50,000 conference members as JSON. */
  public static final int MAX_BODY = 32 * 1024 * 1024;

  private static final int FIRST_BODY_BUFFER = 64 * 1024;

  private final int maxHeaders;
  private final int maxBody;
  private final Consumer<EslMessage> sink;

  private byte[] block = new byte[512];
  private int blockLength;
  private int lineStart;
  private Map<String, String> headers = Map.of();
  private int bodyExpected = -1;
  private byte[] body = new byte[0];
  private int bodyLength;
  private EslException failure;

  /** A decoder with the usual limits that gives each message to the sink. */
  public EslDecoder(Consumer<EslMessage> sink) {
    this(MAX_HEADERS, MAX_BODY, sink);
  }

  EslDecoder(int maxHeaders, int maxBody, Consumer<EslMessage> sink) {
    this.maxHeaders = maxHeaders;
    this.maxBody = maxBody;
    this.sink = sink;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @throws EslException with {@link EslReason#PROTOCOL} when they are not ESL or break a limit
   */
  public void feed(byte[] chunk) {
    feed(chunk, 0, chunk.length);
  }

  /** Takes the bytes of the stream that are in this part of an array, as {@link #feed(byte[])}. */
  void feed(byte[] chunk, int from, int to) {
    if (failure != null) {
      throw failure;
    }
    try {
      int at = from;
      while (at < to) {
        at = bodyExpected < 0 ? readBlock(chunk, at, to) : readBody(chunk, at, to);
      }
    } catch (EslException e) {
      failure = e;
      throw e;
    }
  }

  /** Whether the stream may end here without cutting a message. */
  public boolean betweenMessages() {
    return blockLength == 0 && bodyExpected < 0;
  }

  private int readBlock(byte[] chunk, int from, int to) {
    int at = from;
    while (at < to) {
      byte b = chunk[at++];
      if (blockLength == maxHeaders) {
        throw EslException.protocol("a header block has more than " + maxHeaders + " bytes");
      }
      if (blockLength == block.length) {
        block = Arrays.copyOf(block, Math.min(maxHeaders, block.length * 2));
      }
      block[blockLength++] = b;
      if (b == '\n') {
        int end = blockLength - 1;
        boolean empty = end == lineStart || (end == lineStart + 1 && block[lineStart] == '\r');
        if (!empty) {
          lineStart = blockLength;
        } else if (lineStart == 0) {
          blockLength = 0; // Empty lines between messages mean nothing.
        } else {
          endOfBlock();
          return at;
        }
      }
    }
    return at;
  }

  private void endOfBlock() {
    headers = parse(new String(block, 0, lineStart, StandardCharsets.UTF_8));
    blockLength = 0;
    lineStart = 0;
    String length = headers.get("content-length");
    bodyExpected = length == null ? 0 : bodyLength(length);
    body = new byte[Math.min(bodyExpected, FIRST_BODY_BUFFER)];
    bodyLength = 0;
    if (bodyExpected == 0) {
      emit();
    }
  }

  private int bodyLength(String length) {
    if (!isNumber(length)) {
      throw EslException.protocol("not a Content-Length: " + EslException.excerpt(length));
    }
    long bytes = Long.parseLong(length);
    if (bytes > maxBody) {
      throw EslException.protocol("a body of " + bytes + " bytes, more than " + maxBody);
    }
    return (int) bytes;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 18;
  }

  private static Map<String, String> parse(String block) {
    Map<String, String> headers = new HashMap<>();
    int at = 0;
    for (int end = block.indexOf('\n'); end >= 0; end = block.indexOf('\n', at)) {
      int colon = block.indexOf(':', at);
      if (colon <= at || colon > end) {
        throw EslException.protocol(
            "not a header: " + EslException.excerpt(block.substring(at, end)));
      }
      String name = block.substring(at, colon).strip().toLowerCase(Locale.ROOT);
      String value = block.substring(colon + 1, end).strip();
      String other = headers.putIfAbsent(name, value);
      if (other != null && !other.equals(value) && name.equals("content-length")) {
        throw EslException.protocol("two Content-Lengths in one message");
      }
      at = end + 1;
    }
    return headers;
  }

  private int readBody(byte[] chunk, int from, int to) {
    int count = Math.min(bodyExpected - bodyLength, to - from);
    if (bodyLength + count > body.length) {
      int doubled = (int) Math.min(bodyExpected, body.length * 2L);
      body = Arrays.copyOf(body, Math.max(doubled, bodyLength + count));
    }
    System.arraycopy(chunk, from, body, bodyLength, count);
    bodyLength += count;
    if (bodyLength == bodyExpected) {
      emit();
    }
    return from + count;
  }

  private void emit() {
    EslMessage message = EslMessage.decoded(headers, body);
    headers = Map.of();
    body = new byte[0];
    bodyExpected = -1;
    sink.accept(message);
  }
}
