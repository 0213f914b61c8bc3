package org.bbbfleet.exporters.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.OptionalDouble;
import org.bbbfleet.exporters.page.PageFailure.Failed;

/** Reads pages of JSON that others wrote: bounded in depth, whole or not at all. */
public final class JsonPage {
  private static final int MAX_DEPTH = 40;
  private static final int MAX_STRING = 256 * 1024;
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING)
                          .maxNumberLength(64)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonPage() {}

  /**
   * The object of a page.
   *
   * @throws Failed OTHER_SERVER when it is no object of JSON, MALFORMED when it breaks off or is
   *     too deep
   */
  public static JsonNode object(Buffer page) throws Failed {
    int first = 0;
    while (first < page.length() && page.getByte(first) <= ' ' && page.getByte(first) >= 0) {
      first++;
    }
    if (first == page.length() || page.getByte(first) != '{') {
      throw new Failed(PageFailure.OTHER_SERVER, "the page is no JSON object");
    }
    try {
      JsonNode node = MAPPER.readTree(page.getBytes());
      if (node == null || !node.isObject()) {
        throw new Failed(PageFailure.OTHER_SERVER, "the page is no JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new Failed(PageFailure.MALFORMED, "the page is not whole JSON", e);
    } catch (IOException e) {
      throw new Failed(PageFailure.MALFORMED, "the page can't be read", e);
    }
  }

  /** A count: a number that is there, finite and not negative. */
  public static OptionalDouble count(JsonNode object, String field) {
    JsonNode node = object.path(field);
    double value = node.isNumber() ? node.asDouble() : Double.NaN;
    return value >= 0 && value <= Double.MAX_VALUE
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }
}
