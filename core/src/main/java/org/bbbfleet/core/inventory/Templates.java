package org.bbbfleet.core.inventory;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.UnknownTokenException;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Jinja2 as Ansible uses it in variables: strict on unknown names, native types kept. */
final class Templates {
  private static final Pattern WHOLE =
      Pattern.compile("\\s*\\{\\{-?((?:(?!\\{\\{|}}|\\{%).)*?)-?}}\\s*", Pattern.DOTALL);
  private static final Pattern FILTER = Pattern.compile("(?<!\\|)\\|\\s*([A-Za-z_]\\w*)");

  private final JinjavaConfig config =
      JinjavaConfig.newBuilder()
          .withFailOnUnknownTokens(true)
          .withNestedInterpretationEnabled(false)
          .withMaxRenderDepth(50)
          .withMaxOutputSize(16L * 1024 * 1024)
          .withMaxListSize(1_000_000)
          .withLegacyOverrides(
              LegacyOverrides.newBuilder()
                  .withUseNaturalOperatorPrecedence(true)
                  .withIterateOverMapKeys(true)
                  .build())
          .build();
  private final Jinjava engine = new Jinjava(config);

  /** The text is not a template that can be evaluated; the message says why. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  Templates() {
    // Nothing is included from the class path or from files.
    engine.setResourceLocator(
        (name, encoding, interpreter) -> {
          throw new ResourceNotFoundException("variables can't include " + name);
        });
    AnsibleFilters.all().forEach(engine.getGlobalContext()::registerFilter);
  }

  static boolean isTemplate(String text) {
    return text.contains("{{") || text.contains("{%") || text.contains("{#");
  }

  /**
   * Evaluates a template. A text that is one expression gives the expression's own type, else text.
   *
   * @throws UnknownTokenException when a name has no value
   */
  Object evaluate(String text, Function<String, Object> names) throws Wrong {
    Context context = new Context(engine.getGlobalContext());
    context.put("True", true);
    context.put("False", false);
    context.put("none", "");
    context.put("None", "");
    context.setDynamicVariableResolver(names::apply);
    JinjavaInterpreter interpreter = new JinjavaInterpreter(engine, context, config);
    JinjavaInterpreter.pushCurrent(interpreter);
    try {
      Matcher whole = WHOLE.matcher(text);
      Object value =
          whole.matches()
              ? plain(interpreter.resolveELExpression(whole.group(1).strip(), 1))
              : interpreter.render(text);
      for (TemplateError error : interpreter.getErrorsCopy()) {
        if (error.getException() instanceof UnknownTokenException unknown) {
          throw unknown;
        }
        throw new Wrong(error.getMessage().replaceAll("\\s+", " "));
      }
      return value;
    } catch (UnknownTokenException e) {
      throw e;
    } catch (RuntimeException e) {
      // The engine and its filters throw many kinds; each is a fault of the template.
      throw new Wrong(String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
    } finally {
      JinjavaInterpreter.popCurrent();
    }
  }

  /** The engine reports an unknown filter as an unknown name: this tells them apart, or null. */
  String unknownFilter(String expression) {
    Matcher m = FILTER.matcher(expression.replaceAll("'[^']*'|\"[^\"]*\"", "''"));
    while (m.find()) {
      if (engine.getGlobalContext().getFilter(m.group(1)) == null) {
        return m.group(1);
      }
    }
    return null;
  }

  /** The engine's own collections and numbers as YAML would have given them. */
  private static Object plain(Object value) {
    if (value instanceof Long number && number.intValue() == number) {
      return number.intValue();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((k, v) -> copy.put(String.valueOf(k), plain(v)));
      return copy;
    }
    if (value instanceof Iterable<?> items) {
      List<Object> copy = new ArrayList<>();
      items.forEach(item -> copy.add(plain(item)));
      return copy;
    }
    if (value instanceof Object[] items) {
      return plain(List.of(items));
    }
    boolean known =
        value == null
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof String;
    return known ? value : value.toString();
  }
}
