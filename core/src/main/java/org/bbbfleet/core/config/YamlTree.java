package org.bbbfleet.core.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML mapping with the line of every value. Anchors, aliases and merge keys are followed;
 * numbers stay texts where a number would lose something, such as a leading zero; {@code !!binary}
 * becomes bytes.
 *
 * @param values texts, numbers, booleans, bytes, lists and mappings by key
 * @param lines the line of each value by its path, {@code a.b[0].c}
 */
record YamlTree(Map<String, Object> values, Map<String, Integer> lines) {
  private static final int DEEPEST = 50;

  /** Aliases may make a small file endless. */
  private static final int MOST_VALUES = 200_000;

  /**
   * Reads a document; an empty one is an empty mapping.
   *
   * @throws ProblemsException when it is not a mapping in valid YAML
   */
  @SuppressWarnings("unchecked")
  static YamlTree parse(String file, String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(DEEPEST);
    try {
      Node root = new Yaml(options).compose(new StringReader(yaml));
      if (root == null || root.getTag().equals(Tag.NULL)) {
        return new YamlTree(Map.of(), Map.of());
      }
      if (!(root instanceof MappingNode)) {
        throw wrong(file, "must be a mapping of keys to values");
      }
      Reader reader = new Reader(file);
      return new YamlTree((Map<String, Object>) reader.value(root, "", 0), reader.lines);
    } catch (MarkedYAMLException e) {
      String line = e.getProblemMark() == null ? "" : ":" + (e.getProblemMark().getLine() + 1);
      throw wrong(file + line, "is not valid YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw wrong(file, "is not valid YAML: " + e.getMessage());
    }
  }

  private static ProblemsException wrong(String where, String message) {
    return new ProblemsException(List.of(Problem.error(where, message)));
  }

  private static final class Reader {
    private final String file;
    private final Map<String, Integer> lines = new HashMap<>();
    private int count;

    Reader(String file) {
      this.file = file;
    }

    Object value(Node node, String path, int depth) {
      if (depth > DEEPEST || ++count > MOST_VALUES) {
        throw wrong(place(node), "is nested too deeply, or its aliases make it endless");
      }
      if (!path.isEmpty()) {
        lines.putIfAbsent(path, node.getStartMark().getLine() + 1);
      }
      if (node instanceof MappingNode map) {
        Map<String, Object> values = new LinkedHashMap<>();
        entries(map, values, path, depth);
        return values;
      }
      if (node instanceof SequenceNode list) {
        List<Object> items = new ArrayList<>();
        for (Node item : list.getValue()) {
          items.add(value(item, path + "[" + items.size() + "]", depth + 1));
        }
        return items;
      }
      return scalar((ScalarNode) node);
    }

    private void entries(MappingNode map, Map<String, Object> into, String path, int depth) {
      for (NodeTuple entry : map.getValue()) {
        if (entry.getKeyNode().getTag().equals(Tag.MERGE)) {
          continue;
        }
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
          throw wrong(place(entry.getKeyNode()), "a key must be a text");
        }
        String name = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
        if (into.containsKey(key.getValue())) {
          throw wrong(place(key), "is not valid YAML: Duplicate field '" + key.getValue() + "'");
        }
        lines.put(name, key.getStartMark().getLine() + 1);
        into.put(key.getValue(), value(entry.getValueNode(), name, depth + 1));
      }
      for (NodeTuple entry : map.getValue()) {
        if (entry.getKeyNode().getTag().equals(Tag.MERGE)) {
          merge(entry.getValueNode(), into, path, depth + 1);
        }
      }
    }

    private void merge(Node from, Map<String, Object> into, String path, int depth) {
      if (depth > DEEPEST) {
        throw wrong(place(from), "is merged too deeply");
      }
      if (from instanceof SequenceNode list) {
        list.getValue().forEach(item -> merge(item, into, path, depth + 1));
      } else if (from instanceof MappingNode map) {
        Map<String, Object> merged = new LinkedHashMap<>();
        entries(map, merged, path, depth);
        merged.forEach(into::putIfAbsent);
      } else {
        throw wrong(place(from), "only a mapping can be merged");
      }
    }

    private Object scalar(ScalarNode node) {
      String text = node.getValue();
      Tag tag = node.getTag();
      if (tag.equals(Tag.NULL)) {
        return null;
      }
      if (tag.equals(Tag.BOOL)) {
        return text.matches("(?i)true|yes|on");
      }
      if (tag.equals(Tag.BINARY)) {
        try {
          return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
          throw wrong(place(node), "is not valid base64, which !!binary wants");
        }
      }
      if (tag.equals(Tag.INT) && text.matches("-?(0|[1-9]\\d{0,17})")) {
        long number = Long.parseLong(text);
        return number == (int) number ? (Object) (int) number : (Object) number;
      }
      return text;
    }

    private String place(Node node) {
      return file + ":" + (node.getStartMark().getLine() + 1);
    }
  }
}
