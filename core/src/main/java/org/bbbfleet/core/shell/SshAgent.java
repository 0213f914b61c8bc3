package org.bbbfleet.core.shell;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks an ssh-agent for its public keys and for signatures; nothing else. Each question is a
 * connection of its own. A thread that is interrupted stops waiting, for agents that ask a person.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-sshm-ssh-agent/">the agent's
 *     protocol</a>
 */
final class SshAgent {
  private static final int REQUEST_IDENTITIES = 11;
  private static final int IDENTITIES = 12;
  private static final int SIGN = 13;
  private static final int SIGNATURE = 14;
  private static final int LONGEST = 256 * 1024;
  private static final int MOST_KEYS = 256;

  private final Path socket;

  SshAgent(Path socket) {
    this.socket = socket;
  }

  /**
   * A key that the agent has.
   *
   * @param type of the key, {@code ssh-ed25519}
   * @param blob its public half as SSH writes it
   */
  record Key(String type, byte[] blob) {}

  List<Key> keys() throws IOException {
    ByteBuffer answer = ask(new byte[] {REQUEST_IDENTITIES}, IDENTITIES);
    int count = answer.getInt();
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < Math.min(count, MOST_KEYS) && answer.hasRemaining(); i++) {
      byte[] blob = string(answer);
      string(answer);
      keys.add(new Key(type(blob), blob));
    }
    return keys;
  }

  /** A signature over data, as SSH writes it: algorithm and bytes. */
  byte[] sign(Key key, byte[] data, int flags) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(SIGN);
    out.writeInt(key.blob().length);
    out.write(key.blob());
    out.writeInt(data.length);
    out.write(data);
    out.writeInt(flags);
    return string(ask(bytes.toByteArray(), SIGNATURE));
  }

  private ByteBuffer ask(byte[] question, int expected) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer out = ByteBuffer.allocate(4 + question.length);
      out.putInt(question.length).put(question).flip();
      while (out.hasRemaining()) {
        channel.write(out);
      }
      int length = read(channel, 4).getInt();
      if (length < 1 || length > LONGEST) {
        throw new IOException("the agent's answer has an impossible length: " + length);
      }
      ByteBuffer answer = read(channel, length);
      int type = answer.get();
      if (type != expected) {
        throw new IOException("the agent refused (answer " + type + ")");
      }
      return answer;
    } catch (java.nio.BufferUnderflowException e) {
      throw new IOException("the agent's answer is cut off", e);
    }
  }

  private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("the agent hung up");
      }
    }
    return buffer.flip();
  }

  private static byte[] string(ByteBuffer buffer) throws IOException {
    int length = buffer.remaining() < 4 ? -1 : buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw new IOException("the agent's answer is cut off");
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  private static String type(byte[] blob) throws IOException {
    return new String(string(ByteBuffer.wrap(blob)), StandardCharsets.US_ASCII);
  }
}
