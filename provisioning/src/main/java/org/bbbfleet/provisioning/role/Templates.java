package org.bbbfleet.provisioning.role;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.lib.filter.Filter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Renders the Jinja2 templates of configuration files. A name that nobody gave is an error, and
 * what a value holds is never taken for a template. The filter {@code quoted} writes a text as JSON
 * does, which YAML reads as well.
 */
public final class Templates {
  private static final Jinjava JINJA = jinja();

  private Templates() {}

  /**
   * Renders a template that lies beside a class.
   *
   * @throws IllegalStateException when it is missing or names what it is not given: a fault of the
   *     role
   */
  public static String render(Class<?> beside, String template, Map<String, Object> values) {
    RenderResult result = JINJA.renderForResult(read(beside, template), values);
    if (!result.getErrors().isEmpty()) {
      throw new IllegalStateException(template + ": " + result.getErrors().get(0).getMessage());
    }
    return result.getOutput();
  }

  private static String read(Class<?> beside, String template) {
    try (InputStream in = beside.getResourceAsStream(template)) {
      if (in == null) {
        throw new IllegalStateException("no template " + template + " beside " + beside.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(template, e);
    }
  }

  private static Jinjava jinja() {
    Jinjava jinja =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withFailOnUnknownTokens(true)
                .withNestedInterpretationEnabled(false)
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withMaxOutputSize(4L * 1024 * 1024)
                .build());
    jinja.getGlobalContext().registerFilter(new Quoted());
    return jinja;
  }

  /** A text in double quotes, with escapes that JSON and YAML share. */
  private static final class Quoted implements Filter {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String getName() {
      return "quoted";
    }

    @Override
    public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
      try {
        return JSON.writeValueAsString(String.valueOf(value));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
