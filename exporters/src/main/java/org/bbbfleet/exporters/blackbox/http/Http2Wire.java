package org.bbbfleet.exporters.blackbox.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.exporters.blackbox.options.HeaderOptions.Header;

/** HTTP/2: one stream of a connection of its own. */
final class Http2Wire implements Wire {
  private static final HttpVersion VERSION = new HttpVersion("HTTP", 2, 0, true);
  private static final int LONGEST_HEAD = 64 * 1024;
  private static final int PIECE = 16 * 1024;

  /** Of a connection, which HTTP/2 forbids in a request (RFC 9113, 8.2.2). */
  private static final Set<String> HOP = Set.of("host", "connection", "keep-alive", "upgrade");

  private final ResponseSink sink;
  private final EmbeddedChannel channel;

  Http2Wire(ResponseSink sink) {
    this.sink = sink;
    this.channel =
        new EmbeddedChannel(
            Http2FrameCodecBuilder.forClient()
                .initialSettings(
                    Http2Settings.defaultSettings()
                        .pushEnabled(false)
                        .maxHeaderListSize(LONGEST_HEAD))
                .build(),
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel pushed) {
                    pushed.close();
                  }
                }));
  }

  @Override
  public Buffer open(Sent request) {
    channel.runPendingTasks();
    io.netty.util.concurrent.Future<Http2StreamChannel> opening =
        new Http2StreamChannelBootstrap(channel)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream.pipeline().addLast(new Frames());
                    stream.pipeline().addLast(sink.handlers().toArray(new ChannelHandler[0]));
                  }
                })
            .open();
    channel.runPendingTasks();
    if (!opening.isSuccess()) {
      throw new IllegalStateException("no stream of HTTP/2", opening.cause());
    }
    Http2StreamChannel stream = opening.getNow();
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method(request.method())
            .scheme(request.scheme())
            .authority(request.authority())
            .path(request.target());
    for (Header header : request.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (!HOP.contains(name)) {
        headers.add(name, header.value());
      }
    }
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, body.length == 0));
    if (body.length > 0) {
      stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true));
    }
    channel.runPendingTasks();
    return out();
  }

  @Override
  public Buffer feed(Buffer bytes) {
    for (int at = 0; at < bytes.length() && !sink.ended(); at += PIECE) {
      byte[] piece = bytes.getBytes(at, Math.min(bytes.length(), at + PIECE));
      try {
        channel.writeInbound(Unpooled.wrappedBuffer(piece));
        channel.runPendingTasks();
      } catch (RuntimeException e) {
        sink.broken("the response can't be read: " + e.getMessage());
      }
    }
    return out();
  }

  @Override
  public void closed() {
    if (!sink.ended()) {
      sink.broken(sink.begun() ? "the connection was closed within the body" : "no response");
    }
    channel.finishAndReleaseAll();
  }

  private Buffer out() {
    Buffer out = Buffer.buffer();
    for (Object part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      if (part instanceof ByteBuf bytes) {
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy);
        out.appendBytes(copy);
      }
      ReferenceCountUtil.release(part);
    }
    return out;
  }

  /** Turns the stream's frames into the objects that HTTP/1.1 gives. */
  private final class Frames extends ChannelInboundHandlerAdapter {
    private boolean begun;

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      if (frame instanceof Http2HeadersFrame head) {
        head(context, head);
      } else if (frame instanceof Http2DataFrame data) {
        context.fireChannelRead(
            data.isEndStream()
                ? new DefaultLastHttpContent(data.content())
                : new DefaultHttpContent(data.content()));
      } else {
        if (frame instanceof Http2ResetFrame reset) {
          sink.broken("the server gave the request up, error " + reset.errorCode());
        }
        ReferenceCountUtil.release(frame);
      }
    }

    private void head(ChannelHandlerContext context, Http2HeadersFrame frame) {
      CharSequence status = frame.headers().status();
      if (!begun && status != null) {
        DefaultHttpResponse response =
            new DefaultHttpResponse(VERSION, HttpResponseStatus.parseLine(status + " "));
        HttpHeaders headers = response.headers();
        for (Map.Entry<CharSequence, CharSequence> header : frame.headers()) {
          if (!header.getKey().toString().startsWith(":")) {
            headers.add(header.getKey(), header.getValue());
          }
        }
        begun = response.status().code() >= 200;
        context.fireChannelRead(response);
      }
      if (frame.isEndStream()) {
        context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
      }
    }
  }
}
