package org.bbbfleet.lab.freeswitch;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The event that brings a background job's result. */
final class JobEvent {
  private JobEvent() {}

  /** In plain format the event's own body has a nested length; in JSON it is {@code _body}. */
  static Buffer body(String format, String job, String command, Answers answers) {
    String name = command.split(" ", 2)[0];
    String argument = command.length() > name.length() ? command.substring(name.length() + 1) : "";
    Buffer result = answers.to(command);
    if (format.equals("json")) {
      JsonObject event =
          new JsonObject()
              .put("Event-Name", "BACKGROUND_JOB")
              .put("Job-UUID", job)
              .put("Job-Command", name);
      if (!argument.isEmpty()) {
        event.put("Job-Command-Arg", argument);
      }
      return event
          .put("Content-Length", Integer.toString(result.length()))
          .put("_body", result.toString())
          .toBuffer();
    }
    StringBuilder head = new StringBuilder("Event-Name: BACKGROUND_JOB\nJob-UUID: ");
    head.append(job).append("\nJob-Command: ").append(name).append('\n');
    if (!argument.isEmpty()) {
      String encoded = URLEncoder.encode(argument, StandardCharsets.UTF_8).replace("+", "%20");
      head.append("Job-Command-Arg: ").append(encoded).append('\n');
    }
    head.append("Content-Length: ").append(result.length()).append("\n\n");
    return Buffer.buffer(head.toString()).appendBuffer(result);
  }
}
