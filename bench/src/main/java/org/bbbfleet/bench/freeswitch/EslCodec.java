package org.bbbfleet.bench.freeswitch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bbbfleet.exporters.freeswitch.EslDecoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What JMH runs: streams of an event socket, already chunked. */
@State(Scope.Benchmark)
public class EslCodec {
  private static final byte[] LARGE = large();
  private static final byte[] SMALL =
      "Content-Type: api/response\nContent-Length: 4\n\n308\n"
          .repeat(10_000)
          .getBytes(StandardCharsets.US_ASCII);

  private final byte[][] largeChunks = chunks(LARGE, 64 * 1024);
  private final byte[][] smallChunks = chunks(SMALL, 1500);

  /** One large answer. */
  @Benchmark
  public void large(Blackhole sink) {
    decode(largeChunks, sink);
  }

  /** Many small ones. */
  @Benchmark
  public void small(Blackhole sink) {
    decode(smallChunks, sink);
  }

  /** The least that anybody who keeps the bytes must do. */
  @Benchmark
  public byte[] copy() {
    return LARGE.clone();
  }

  static double bytes(String method) {
    return method.equals("small") ? SMALL.length : LARGE.length;
  }

  private static void decode(byte[][] chunks, Blackhole sink) {
    EslDecoder decoder = new EslDecoder(sink::consume);
    for (byte[] chunk : chunks) {
      decoder.feed(chunk);
    }
    if (!decoder.betweenMessages()) {
      throw new IllegalStateException("the stream was not cut whole");
    }
  }

  private static byte[] large() {
    byte[] body = CrowdedSwitch.conferences(300, 40).getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("Content-Type: api/response\nContent-Length: " + body.length + "\n\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  private static byte[][] chunks(byte[] bytes, int size) {
    byte[][] chunks = new byte[(bytes.length + size - 1) / size][];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = Arrays.copyOfRange(bytes, i * size, Math.min(bytes.length, (i + 1) * size));
    }
    return chunks;
  }
}
