package org.bbbfleet.exporters.blackbox.rtmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Chunks of RTMP (Adobe's RTMP 1.0, section 5.3) from the bytes of a connection. Commands are put
 * together; of audio and video only the size is told.
 */
final class Chunks {
  static final int SET_CHUNK_SIZE = 1;
  static final int AUDIO = 8;
  static final int VIDEO = 9;
  static final int COMMAND = 20;

  private static final int CHUNK = 128;
  private static final int LARGEST_COMMAND = 256 * 1024;
  private static final int LARGEST_CHUNK = 16 * 1024 * 1024;
  private static final int MOST_STREAMS = 64;

  private final BiConsumer<Integer, byte[]> commands;
  private final BiConsumer<Integer, Integer> media;
  private final Map<Integer, Stream> streams = new HashMap<>();
  private byte[] held = {};
  private int chunkSize = CHUNK;

  /** What is known of a chunk stream: later chunks leave it out. */
  private static final class Stream {
    private int length;
    private int type;
    private int left;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
  }

  /**
   * @param commands takes each message's type and its bytes
   * @param media takes the type and size of each piece of audio and video
   */
  Chunks(BiConsumer<Integer, byte[]> commands, BiConsumer<Integer, Integer> media) {
    this.commands = commands;
    this.media = media;
  }

  /** A message in chunks, on chunk stream 3. */
  static byte[] write(int type, int messageStream, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(3);
    out.writeBytes(new byte[3]);
    out.writeBytes(
        new byte[] {(byte) (body.length >> 16), (byte) (body.length >> 8), (byte) body.length});
    out.write(type);
    // The only number of RTMP that begins with its smallest byte.
    out.writeBytes(ByteBuffer.allocate(4).putInt(Integer.reverseBytes(messageStream)).array());
    for (int at = 0; at < body.length; at += CHUNK) {
      if (at > 0) {
        out.write(0xc3);
      }
      out.write(body, at, Math.min(CHUNK, body.length - at));
    }
    return out.toByteArray();
  }

  /**
   * Takes the next bytes.
   *
   * @throws IllegalArgumentException when they break the protocol or a bound
   */
  void feed(byte[] more) {
    byte[] all = Arrays.copyOf(held, held.length + more.length);
    System.arraycopy(more, 0, all, held.length, more.length);
    ByteBuffer in = ByteBuffer.wrap(all);
    int done = 0;
    while (one(in)) {
      done = in.position();
    }
    held = Arrays.copyOfRange(all, done, all.length);
  }

  private boolean one(ByteBuffer in) {
    if (!in.hasRemaining()) {
      return false;
    }
    int first = in.get() & 0xff;
    int id = first & 0x3f;
    int extra = id == 0 ? 1 : id == 1 ? 2 : 0;
    int format = first >> 6;
    int head = format == 0 ? 11 : format == 1 ? 7 : format == 2 ? 3 : 0;
    if (in.remaining() < extra + head) {
      return false;
    }
    for (int i = 0; i < extra; i++) {
      id = id * 256 + (in.get() & 0xff) + 64;
    }
    Stream stream = streams.computeIfAbsent(id, key -> new Stream());
    if (streams.size() > MOST_STREAMS) {
      throw new IllegalArgumentException("too many chunk streams");
    }
    int time = head == 0 ? 0 : three(in);
    int length = head >= 7 ? three(in) : stream.length;
    int type = head >= 7 ? in.get() & 0xff : stream.type;
    in.position(in.position() + (head == 11 ? 4 : 0));
    if (time == 0xffffff) {
      if (in.remaining() < 4) {
        return false;
      }
      in.getInt();
    }
    int left = stream.left > 0 ? stream.left : length;
    int size = Math.min(left, chunkSize);
    if (in.remaining() < size) {
      return false;
    }
    byte[] part = new byte[size];
    in.get(part);
    take(stream, length, type, left - size, part);
    return true;
  }

  private void take(Stream stream, int length, int type, int left, byte[] part) {
    stream.length = length;
    stream.type = type;
    stream.left = left;
    if (type == AUDIO || type == VIDEO) {
      media.accept(type, part.length);
      return;
    }
    if (length > LARGEST_COMMAND) {
      throw new IllegalArgumentException("a message of " + length + " bytes");
    }
    stream.body.writeBytes(part);
    if (left > 0) {
      return;
    }
    byte[] body = stream.body.toByteArray();
    stream.body = new ByteArrayOutputStream();
    if (type == SET_CHUNK_SIZE && body.length == 4) {
      int size = ByteBuffer.wrap(body).getInt();
      if (size < 1 || size > LARGEST_CHUNK) {
        throw new IllegalArgumentException("chunks of " + size + " bytes");
      }
      chunkSize = size;
    } else {
      commands.accept(type, body);
    }
  }

  private static int three(ByteBuffer in) {
    return (in.get() & 0xff) << 16 | (in.get() & 0xff) << 8 | in.get() & 0xff;
  }
}
