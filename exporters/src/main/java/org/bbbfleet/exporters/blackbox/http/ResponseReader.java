package org.bbbfleet.exporters.blackbox.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.buffer.Buffer;

/**
 * Reads one HTTP/1 response from the bytes of a connection. Heads are bounded, bodies are counted
 * and never kept.
 */
final class ResponseReader {
  private static final int LONGEST_LINE = 8 * 1024;
  private static final int LONGEST_HEAD = 64 * 1024;

  /** So much is decoded at once: what a hostile body can inflate to at once stays near 4 MiB. */
  private static final int PIECE = 4 * 1024;

  private static final int MOST_INFLATED = 8 * 1024 * 1024;

  private final EmbeddedChannel channel;
  private final Listener listener;
  private final long bodyLimit;
  private boolean begun;
  private boolean ended;

  /** What is told as the response arrives. */
  interface Listener {

    /** The head. {@code contentLength} is −1 where it isn't stated or not that of the body. */
    void head(HttpResponse head, long contentLength);

    /** The end of the body, which had so many bytes after decompression. */
    void end(long bodyLength);

    /** The other side broke the protocol or a bound; nothing follows. */
    void broken(String why);
  }

  ResponseReader(boolean headOnly, long bodyLimit, Listener listener) {
    this.bodyLimit = bodyLimit;
    this.listener = listener;
    this.channel =
        new EmbeddedChannel(
            new HttpResponseDecoder(LONGEST_LINE, LONGEST_HEAD, PIECE) {
              @Override
              protected boolean isContentAlwaysEmpty(HttpMessage message) {
                return headOnly || super.isContentAlwaysEmpty(message);
              }
            },
            new Lengths(),
            new HttpContentDecompressor(MOST_INFLATED),
            new Sink());
  }

  /** Takes the next bytes. */
  void feed(Buffer bytes) {
    for (int at = 0; at < bytes.length() && !ended; at += PIECE) {
      byte[] piece = bytes.getBytes(at, Math.min(bytes.length(), at + PIECE));
      guard(() -> channel.writeInbound(Unpooled.wrappedBuffer(piece)));
    }
  }

  /** The connection was closed: the end of a body without stated length, else a broken response. */
  void closed() {
    guard(channel::finish);
    if (!ended) {
      broken(begun ? "the connection was closed within the body" : "no response");
    }
  }

  private void guard(Runnable step) {
    if (ended) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException e) {
      broken("the response can't be read: " + e.getMessage());
    }
  }

  private void broken(String why) {
    if (!ended) {
      ended = true;
      listener.broken(why);
    }
  }

  /** Notes the stated length before the decompressor removes it. */
  private final class Lengths extends SimpleChannelInboundHandler<HttpResponse> {
    Lengths() {
      super(HttpResponse.class, false);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpResponse response) {
      boolean interim = response.status().code() < 200;
      if (response.decoderResult().isFailure()) {
        broken("not an HTTP response: " + response.decoderResult().cause().getMessage());
      } else if (!interim && !ended) {
        begun = true;
        boolean coded = response.headers().contains(HttpHeaderNames.CONTENT_ENCODING);
        listener.head(response, coded ? -1 : contentLength(response));
      }
      context.fireChannelRead(response);
    }

    private long contentLength(HttpResponse response) {
      String stated = response.headers().get(HttpHeaderNames.CONTENT_LENGTH);
      try {
        return stated == null ? -1 : Long.parseLong(stated.trim());
      } catch (NumberFormatException e) {
        return -1;
      }
    }
  }

  private final class Sink extends SimpleChannelInboundHandler<HttpObject> {
    private long length;

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
      if (ended || !begun) {
        return;
      }
      if (part.decoderResult().isFailure()) {
        broken("the body can't be read: " + part.decoderResult().cause().getMessage());
      } else if (part instanceof HttpContent content) {
        length += content.content().readableBytes();
        if (length > bodyLimit) {
          broken("the body is larger than " + bodyLimit + " bytes");
        } else if (part instanceof LastHttpContent) {
          ended = true;
          listener.end(length);
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      broken("the response can't be read: " + cause.getMessage());
    }
  }
}
