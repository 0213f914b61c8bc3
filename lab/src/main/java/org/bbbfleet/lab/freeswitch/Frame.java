package org.bbbfleet.lab.freeswitch;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One message of the event socket: header lines, an empty line, and as many bytes of body as
 * Content-Length says.
 */
record Frame(Map<String, String> headers, Buffer body) {
  static final String GOODBYE =
      "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n";
  static final String SHUTDOWN = "The system is being shut down.\n";
  static final String GO_AWAY = "Access Denied, go away.\n";

  static Buffer authRequest() {
    return Buffer.buffer("Content-Type: auth/request\n\n");
  }

  /** A reply to a command of the socket itself; more header lines may follow the text. */
  static Buffer reply(String text, String... moreHeaders) {
    StringBuilder frame = new StringBuilder("Content-Type: command/reply\nReply-Text: ");
    frame.append(text).append('\n');
    for (String header : moreHeaders) {
      frame.append(header).append('\n');
    }
    return Buffer.buffer(frame.append('\n').toString());
  }

  static Buffer apiResponse(Buffer body) {
    return withBody("api/response", body);
  }

  static Buffer disconnectNotice(String text) {
    return withBody("text/disconnect-notice", Buffer.buffer(text));
  }

  static Buffer rudeRejection() {
    return withBody("text/rude-rejection", Buffer.buffer(GO_AWAY));
  }

  /** An event: here the length comes first. */
  static Buffer event(String format, Buffer body) {
    return Buffer.buffer("Content-Length: " + body.length() + "\n")
        .appendString("Content-Type: text/event-" + format + "\n\n")
        .appendBuffer(body);
  }

  /** A line of the log; the headers follow the length. */
  static Buffer log(int level, String file, String function, String line) {
    Buffer body = Buffer.buffer(line);
    return Buffer.buffer("Content-Type: log/data\nContent-Length: " + body.length() + "\n")
        .appendString("Log-Level: " + level + "\nText-Channel: 3\nLog-File: " + file + "\n")
        .appendString("Log-Func: " + function + "\nLog-Line: 2480\nUser-Data: \n\n")
        .appendBuffer(body);
  }

  private static Buffer withBody(String type, Buffer body) {
    return Buffer.buffer("Content-Type: " + type + "\nContent-Length: " + body.length() + "\n\n")
        .appendBuffer(body);
  }

  /** Reads a recorded stream. */
  static List<Frame> parse(Buffer stream) {
    List<Frame> frames = new ArrayList<>();
    int at = 0;
    while (at < stream.length()) {
      Map<String, String> headers = new LinkedHashMap<>();
      for (int end = lineEnd(stream, at); end > at; end = lineEnd(stream, at)) {
        String line = stream.getString(at, end, StandardCharsets.UTF_8.name());
        int colon = line.indexOf(": ");
        headers.put(line.substring(0, colon), line.substring(colon + 2));
        at = end + 1;
      }
      at++;
      int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
      frames.add(new Frame(headers, stream.getBuffer(at, at + length)));
      at += length;
    }
    return frames;
  }

  private static int lineEnd(Buffer stream, int from) {
    int at = from;
    while (stream.getByte(at) != '\n') {
      at++;
    }
    return at;
  }

  String type() {
    return headers.getOrDefault("Content-Type", "");
  }
}
