package org.bbbfleet.exporters.blackbox.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.bbbfleet.exporters.blackbox.options.HeaderOptions.Header;

/** HTTP/1.1. Heads are bounded; one request per connection. */
final class Http1Wire implements Wire {
  private static final int LONGEST_LINE = 8 * 1024;
  private static final int LONGEST_HEAD = 64 * 1024;

  /** So much is decoded at once: what a hostile body can inflate to at once stays near 4 MiB. */
  private static final int PIECE = 4 * 1024;

  private final ResponseSink sink;
  private final EmbeddedChannel channel;

  Http1Wire(boolean headOnly, ResponseSink sink) {
    this.sink = sink;
    this.channel =
        new EmbeddedChannel(
            new HttpResponseDecoder(LONGEST_LINE, LONGEST_HEAD, PIECE) {
              @Override
              protected boolean isContentAlwaysEmpty(HttpMessage message) {
                return headOnly || super.isContentAlwaysEmpty(message);
              }
            });
    channel.pipeline().addLast(sink.handlers().toArray(new ChannelHandler[0]));
  }

  @Override
  public Buffer open(Sent request) {
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head =
        new StringBuilder(256)
            .append(request.method())
            .append(' ')
            .append(request.target())
            .append(" HTTP/1.1\r\nHost: ")
            .append(request.authority())
            .append("\r\n");
    for (Header header : request.headers()) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    if (body.length > 0 || request.method().matches("POST|PUT|PATCH")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    return Buffer.buffer(head.toString().getBytes(StandardCharsets.UTF_8)).appendBytes(body);
  }

  @Override
  public Buffer feed(Buffer bytes) {
    for (int at = 0; at < bytes.length() && !sink.ended(); at += PIECE) {
      byte[] piece = bytes.getBytes(at, Math.min(bytes.length(), at + PIECE));
      guard(() -> channel.writeInbound(Unpooled.wrappedBuffer(piece)));
    }
    return Buffer.buffer();
  }

  @Override
  public void closed() {
    guard(channel::finishAndReleaseAll);
    if (!sink.ended()) {
      sink.broken(sink.begun() ? "the connection was closed within the body" : "no response");
    }
  }

  private void guard(Runnable step) {
    if (sink.ended()) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException e) {
      sink.broken("the response can't be read: " + e.getMessage());
    }
  }
}
