package org.bbbfleet.exporters.freeswitch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.Reader;

/** Streaming JSON with bounds; FreeSWITCH does not escape every control character. */
final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxStringLength(1024 * 1024)
                  .maxNumberLength(100)
                  .build())
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private Json() {}

  /** Reads a document to its end; one call for one document. */
  @FunctionalInterface
  interface Read {
    void from(JsonParser json) throws IOException;
  }

  /**
   * Reads the whole text as one document.
   *
   * @param what the name of the document in messages
   * @throws EslException with {@link EslReason#PROTOCOL} when it is not that document
   */
  static void document(String what, Reader text, Read read) {
    try (JsonParser json = FACTORY.createParser(text)) {
      read.from(json);
      if (json.nextToken() != null) {
        throw EslException.protocol("something follows " + what);
      }
    } catch (IOException e) {
      // Its message may quote names: the class says enough.
      throw EslException.protocol(what + " is broken JSON (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** Fails unless the token is the expected one. */
  static void expect(String what, JsonToken token, JsonToken expected) {
    if (token != expected) {
      throw EslException.protocol("in " + what + ": " + token + ", not " + expected);
    }
  }

  /** A string's characters; empty for anything else. */
  static String text(JsonParser json, JsonToken value) throws IOException {
    return value == JsonToken.VALUE_STRING ? json.getText() : "";
  }
}
