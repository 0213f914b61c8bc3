package org.bbbfleet.exporters.blackbox.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibDecoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * Takes one response, whatever the version of HTTP: notes its head, counts its body after
 * decompression and keeps of it only what is asked for.
 */
final class ResponseSink {
  private static final int MOST_INFLATED = 8 * 1024 * 1024;

  /** The most of a body that expressions are applied to. */
  static final int MOST_KEPT = 16 * 1024 * 1024;

  private final Limits limits;
  private final Listener listener;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private Opener opener;
  private boolean begun;
  private boolean ended;

  /**
   * What of the body is wanted.
   *
   * @param most the largest body in bytes; more is a failure
   * @param keep whether it is kept
   * @param compression in which it comes and is opened; empty leaves it as it is
   */
  record Limits(long most, boolean keep, Optional<String> compression) {}

  /** The head of a response. {@code contentLength} is −1 where it isn't stated. */
  record Head(int status, String version, HttpHeaders headers, long contentLength) {}

  /** What is told as the response arrives. */
  interface Listener {
    void head(Head head);

    /** The end of the body. Nothing follows. */
    void end(long bodyLength, byte[] body);

    /** The other side broke the protocol or a bound; nothing follows. */
    void broken(String why, long bodyLength);
  }

  ResponseSink(Limits limits, Listener listener) {
    this.limits = limits;
    this.listener = listener;
  }

  /** The handlers that take the response from a pipeline, in their order. */
  List<ChannelHandler> handlers() {
    if (limits.compression().isEmpty()) {
      return List.of(new Heads(), new Bodies());
    }
    opener = new Opener(limits.compression().get());
    return List.of(new Heads(), opener, new Bodies());
  }

  boolean ended() {
    return ended;
  }

  boolean begun() {
    return begun;
  }

  void broken(String why) {
    if (!ended) {
      ended = true;
      listener.broken(why, length);
    }
  }

  private long length;

  /** Notes the head before the decompressor changes it. */
  private final class Heads extends SimpleChannelInboundHandler<HttpResponse> {
    Heads() {
      super(HttpResponse.class, false);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpResponse response) {
      if (response.decoderResult().isFailure()) {
        broken("not an HTTP response: " + response.decoderResult().cause().getMessage());
      } else if (response.status().code() >= 200 && !ended) {
        begun = true;
        listener.head(
            new Head(
                response.status().code(),
                response.protocolVersion().text(),
                response.headers().copy(),
                contentLength(response)));
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

  /** Opens every body as the module says, whatever its header says. */
  private static final class Opener extends HttpContentDecompressor {
    private final ZlibWrapper wrapper;
    private ZlibDecoder decoder;

    Opener(String compression) {
      super(MOST_INFLATED);
      this.wrapper = compression.equals("gzip") ? ZlibWrapper.GZIP : ZlibWrapper.ZLIB_OR_NONE;
    }

    @Override
    protected EmbeddedChannel newContentDecoder(String contentEncoding) {
      decoder = ZlibCodecFactory.newZlibDecoder(wrapper, MOST_INFLATED);
      return new EmbeddedChannel(decoder);
    }

    /** Whether what was compressed came to its end. */
    boolean whole() {
      return decoder != null && decoder.isClosed();
    }
  }

  private final class Bodies extends SimpleChannelInboundHandler<HttpObject> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) throws Exception {
      if (ended || !begun) {
        return;
      }
      if (part.decoderResult().isFailure()) {
        broken("the body can't be read: " + part.decoderResult().cause().getMessage());
      } else if (part instanceof HttpContent content) {
        int bytes = content.content().readableBytes();
        length += bytes;
        if (length > limits.most()) {
          length = limits.most();
          broken("the body is larger than " + limits.most() + " bytes");
        } else if (limits.keep() && length > MOST_KEPT) {
          broken("the body is larger than " + MOST_KEPT + " bytes, too much for expressions");
        } else {
          if (limits.keep()) {
            content.content().readBytes(kept, bytes);
          }
          if (part instanceof LastHttpContent && nothingOpened()) {
            broken("the body is not compressed as the module says");
          } else if (part instanceof LastHttpContent) {
            ended = true;
            listener.end(length, kept.toByteArray());
          }
        }
      }
    }

    /** The decoder waits for more where what came is too short to be anything compressed. */
    private boolean nothingOpened() {
      return opener != null && length == 0 && !opener.whole();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      broken("the response can't be read: " + cause.getMessage());
    }
  }
}
