package org.bbbfleet.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.bbbfleet.app.JsonFormat;

/** The JSON twin of what a command prints. */
final class Json {
  private Json() {}

  static String write(Object value) {
    try {
      return JsonFormat.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
