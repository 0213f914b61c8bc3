package org.bbbfleet.core.config;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;

/**
 * One mapping of a YAML configuration file, read key by key. Each read names its key and default;
 * {@link #finish} then reports every problem of the whole file at once: wrong values, and keys that
 * nobody asked for, with a suggestion.
 */
public final class Section {

  private final String file;
  private final String path;
  private final Map<String, Object> values;
  private final Map<String, Integer> lines;
  private final List<Problem> problems;
  private final TreeSet<String> known = new TreeSet<>();
  private final Map<String, Section> children = new LinkedHashMap<>();
  private boolean namesOnly;

  private Section(
      String file,
      String path,
      Map<String, Object> values,
      Map<String, Integer> lines,
      List<Problem> problems) {
    this.file = file;
    this.path = path;
    this.values = values;
    this.lines = lines;
    this.problems = problems;
  }

  /** A section over values that are already there; {@code file} is for messages. */
  public static Section of(String file, Map<String, Object> values) {
    return new Section(file, "", values, Map.of(), new ArrayList<>());
  }

  /**
   * Reads a YAML file.
   *
   * @throws ProblemsException when it can't be read or is not a mapping
   */
  public static Section load(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new ProblemsException(
          List.of(Problem.error(file.toString(), "can't be read: " + e.getMessage())));
    }
  }

  /** Reads YAML text; an empty text is an empty section. */
  public static Section parse(String file, String yaml) {
    YamlTree tree = YamlTree.parse(file, yaml);
    return new Section(file, "", tree.values(), tree.lines(), new ArrayList<>());
  }

  /** The same section with one key set from elsewhere, such as the command line. */
  public Section with(String key, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.put(key, value);
    return new Section(file, path, changed, lines, problems);
  }

  /** A text value. */
  public Optional<String> string(String key) {
    return read(
        key,
        value -> {
          if (value instanceof Map || value instanceof List) {
            throw new IllegalArgumentException("must be a text");
          }
          return value.toString();
        });
  }

  /** A text value with a default. */
  public String string(String key, String fallback) {
    return string(key).orElse(fallback);
  }

  /** A text value that must be there; its absence is a problem and gives an empty text. */
  public String required(String key, String cure) {
    Optional<String> value = string(key);
    if (value.isEmpty() && !values.containsKey(key)) {
      problem(key, "is missing. " + cure);
    }
    return value.orElse("");
  }

  /** A whole number within bounds. */
  public int integer(String key, int fallback, int least, int most) {
    return read(
            key,
            value -> {
              int number = Integer.parseInt(value.toString());
              if (number < least || number > most) {
                throw new IllegalArgumentException("must be from " + least + " to " + most);
              }
              return number;
            })
        .orElse(fallback);
  }

  /** A switch: true or false. */
  public boolean flag(String key, boolean fallback) {
    return read(
            key,
            value -> {
              if (value instanceof Boolean b) {
                return b;
              }
              throw new IllegalArgumentException("must be true or false");
            })
        .orElse(fallback);
  }

  /** A duration such as {@code 500ms}, {@code 15s}, {@code 5m}, {@code 2h}, {@code 1d}. */
  public Duration duration(String key, Duration fallback) {
    return read(key, value -> Durations.parse(value.toString())).orElse(fallback);
  }

  /** An http or https URL. */
  public Optional<URI> url(String key) {
    return read(
        key,
        value -> {
          URI uri = URI.create(value.toString());
          if (uri.getHost() == null
              || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("must be an http or https URL with a host");
          }
          return uri;
        });
  }

  /** A list of texts. */
  public List<String> strings(String key, List<String> fallback) {
    return read(
            key,
            value -> {
              if (!(value instanceof List<?> list)) {
                throw new IllegalArgumentException("must be a list");
              }
              return list.stream().map(String::valueOf).toList();
            })
        .orElse(fallback);
  }

  /**
   * A secret, given as {@code KEY_file: path} (its last line break is dropped) or as {@code KEY:
   * value}.
   */
  public Optional<Secret> secret(String key) {
    Optional<Secret> inline = string(key).map(Secret::new);
    Optional<Secret> fromFile =
        read(
            key + "_file",
            value -> {
              try {
                return new Secret(
                    Files.readString(Path.of(value.toString()), StandardCharsets.UTF_8)
                        .stripTrailing());
              } catch (IOException e) {
                throw new IllegalArgumentException("can't be read: " + value, e);
              }
            });
    if (inline.isPresent() && fromFile.isPresent()) {
      problem(key, "is given twice: keep " + key + "_file only.");
    }
    return inline.or(() -> fromFile);
  }

  /** A nested mapping; empty when the key is absent. */
  @SuppressWarnings("unchecked")
  public Section section(String key) {
    known.add(key);
    return children.computeIfAbsent(
        key,
        k -> {
          Object value = values.get(k);
          if (value != null && !(value instanceof Map)) {
            problem(k, "must be a mapping");
            value = null;
          }
          Map<String, Object> map = value == null ? Map.of() : (Map<String, Object>) value;
          Section child = new Section(file, name(k), map, lines, problems);
          child.namesOnly = namesOnly;
          return child;
        });
  }

  /** The nested mappings of a list. */
  @SuppressWarnings("unchecked")
  public List<Section> sections(String key) {
    List<Section> result = new ArrayList<>();
    List<Object> list =
        read(
                key,
                value -> {
                  if (!(value instanceof List<?> l)) {
                    throw new IllegalArgumentException("must be a list");
                  }
                  return (List<Object>) l;
                })
            .orElse(List.of());
    for (int i = 0; i < list.size(); i++) {
      String name = key + "[" + i + "]";
      if (list.get(i) instanceof Map<?, ?> map) {
        Section child = new Section(file, name(name), (Map<String, Object>) map, lines, problems);
        child.namesOnly = namesOnly;
        children.put(name, child);
        result.add(child);
      } else {
        problem(name, "must be a mapping");
      }
    }
    return result;
  }

  /** The keys that are there, for sections whose keys are names that the user chooses. */
  public List<String> keys() {
    return List.copyOf(values.keySet());
  }

  /** What the section holds, unread, for who reads it later as a section of its own. */
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  /** Leaves the keys that nobody reads alone, for a section whose owner is switched off. */
  public void acceptRest() {
    known.addAll(values.keySet());
    children.values().forEach(Section::acceptRest);
  }

  /**
   * From now on a wrong value here is no problem, and an unknown key still is: for a section whose
   * owner is switched off.
   */
  public void namesOnly() {
    namesOnly = true;
    children.values().forEach(Section::namesOnly);
  }

  /** Where a key stands, as {@code file:line}; the file alone when that is not known. */
  public String where(String key) {
    Integer line = lines.getOrDefault(name(key), lines.get(path));
    return line == null ? file : file + ":" + line;
  }

  /** Adds a problem at a key, for checks of the caller's own. */
  public void problem(String key, String message) {
    if (!namesOnly) {
      addProblem(key, message);
    }
  }

  private void addProblem(String key, String message) {
    problems.add(Problem.error(where(key), name(key) + " " + message));
  }

  /**
   * Ends the reading of the whole file: call it on the outermost section.
   *
   * @throws ProblemsException with every problem, when there is one
   */
  public void finish() {
    unknownKeys();
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
  }

  private void unknownKeys() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        addProblem(key, "is not a known key." + Suggestion.sentence(key, known));
      }
    }
    children.values().forEach(Section::unknownKeys);
  }

  private <T> Optional<T> read(String key, Function<Object, T> parse) {
    known.add(key);
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(value));
    } catch (NumberFormatException e) {
      problem(key, "must be a whole number");
    } catch (IllegalArgumentException e) {
      problem(key, e.getMessage());
    }
    return Optional.empty();
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
