package org.bbbfleet.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import org.bbbfleet.app.JsonFormat;

/** The JSON twin of what a command prints. */
final class Json {
  private Json() {}

  static String write(Object value) {
    return write(JsonFormat.mapper().writerWithDefaultPrettyPrinter(), value);
  }

  /**
   * The same as Python's programs print it: numbers without end as {@code Infinity} and {@code
   * NaN}, which no other text stands for.
   */
  static String writeAsPython(Object value) {
    return write(
        JsonFormat.mapper()
            .writerWithDefaultPrettyPrinter()
            .without(JsonWriteFeature.WRITE_NAN_AS_STRINGS),
        value);
  }

  private static String write(ObjectWriter writer, Object value) {
    try {
      return writer.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
