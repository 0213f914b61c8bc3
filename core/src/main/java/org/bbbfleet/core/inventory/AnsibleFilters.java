package org.bbbfleet.core.inventory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.core.shell.Quote;

/** The filters that Ansible adds to Jinja2's and that inventories use. */
final class AnsibleFilters {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> TRUE = Set.of("yes", "on", "1", "true");

  private AnsibleFilters() {}

  /** What a filter does with its value and its arguments. */
  private interface Work {
    Object on(Object value, Object[] arguments);
  }

  private record Named(String name, Work work) implements Filter {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
      return work.on(value, arguments);
    }

    @Override
    public Object filter(
        Object value,
        JinjavaInterpreter interpreter,
        Object[] arguments,
        Map<String, Object> named) {
      return work.on(value, arguments);
    }
  }

  static List<Filter> all() {
    return List.of(
        new Named("to_json", (v, a) -> json(v, false)),
        new Named("to_nice_json", (v, a) -> json(v, true)),
        new Named("bool", (v, a) -> bool(v)),
        new Named("quote", (v, a) -> Quote.sh(String.valueOf(v))),
        new Named("mandatory", (v, a) -> v),
        new Named("basename", (v, a) -> String.valueOf(v).replaceFirst("^.*/", "")),
        new Named("dirname", (v, a) -> dirname(String.valueOf(v))),
        new Named("ternary", AnsibleFilters::ternary),
        new Named("combine", AnsibleFilters::combine));
  }

  private static String json(Object value, boolean nice) {
    try {
      return nice
          ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value)
          : JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new InterpretException("can't be written as JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static boolean bool(Object value) {
    return value instanceof Boolean b
        ? b
        : TRUE.contains(String.valueOf(value).toLowerCase(Locale.ROOT));
  }

  private static String dirname(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : slash == 0 ? "/" : path.substring(0, slash);
  }

  private static Object ternary(Object value, Object[] arguments) {
    if (arguments.length < 2) {
      throw new InterpretException("ternary needs a value for true and one for false");
    }
    return bool(value) ? arguments[0] : arguments[1];
  }

  private static Object combine(Object value, Object[] arguments) {
    Map<Object, Object> result = new LinkedHashMap<>((Map<?, ?>) value);
    for (Object argument : arguments) {
      result.putAll((Map<?, ?>) argument);
    }
    return result;
  }
}
