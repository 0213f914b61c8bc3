package org.bbbfleet.provisioning.role;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.filter.Filter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    String text = read(beside, template);
    // What a template asks for is noted in the engine's own context, too, which takes one at a
    // time.
    synchronized (JINJA) {
      return render(template, text, values);
    }
  }

  // Jinjava's own render() makes all of its filters and functions anew for each template.
  private static String render(String name, String text, Map<String, Object> values) {
    JinjavaInterpreter interpreter =
        new JinjavaInterpreter(
            JINJA, new Context(JINJA.getGlobalContext(), values), JINJA.getGlobalConfig());
    JinjavaInterpreter.pushCurrent(interpreter);
    try {
      String output = interpreter.render(text);
      List<TemplateError> errors = interpreter.getErrorsCopy();
      if (!errors.isEmpty()) {
        throw new IllegalStateException(name + ": " + errors.get(0).getMessage());
      }
      return output;
    } catch (InterpretException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    } finally {
      JinjavaInterpreter.popCurrent();
    }
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
