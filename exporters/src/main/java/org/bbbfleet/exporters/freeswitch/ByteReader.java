package org.bbbfleet.exporters.freeswitch;

import java.io.Reader;

/** Gives each byte as the character of the same number, without a copy of the whole. */
final class ByteReader extends Reader {
  private final byte[] bytes;
  private int at;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read(char[] target, int offset, int length) {
    if (at == bytes.length) {
      return length == 0 ? 0 : -1;
    }
    int count = Math.min(length, bytes.length - at);
    for (int i = 0; i < count; i++) {
      target[offset + i] = (char) (bytes[at + i] & 0xff);
    }
    at += count;
    return count;
  }

  @Override
  public void close() {}
}
