package org.bbbfleet.core.inventory;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.vault.Vault;
import org.bbbfleet.core.vault.VaultException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads YAML 1.1 as Ansible does, keeping the line of every key. */
final class YamlReader {
  private static final int DEEPEST = 100;
  private static final Pattern EXPONENT = Pattern.compile("\\d[eE]|\\.[eE]");
  private static final Pattern PYTHONS =
      Pattern.compile("[-+]?[0-9][0-9_]*\\.[0-9_]*[eE][-+][0-9]+|\\.[0-9][0-9_]*[eE][-+][0-9]+");

  /** Mappings by key, with the value's node and place; for inventories and variable files. */
  record Entry(String key, Node node, String where) {}

  private final String file;
  private final List<Problem> problems;
  private final Vault vault;
  private final UnaryOperator<String> shown;
  private final IdentityHashMap<Node, Object> built = new IdentityHashMap<>();
  private final Scalars scalars = new Scalars();

  /**
   * A reader.
   *
   * @param shown how messages may show a piece of the text
   */
  YamlReader(String file, List<Problem> problems, Vault vault, UnaryOperator<String> shown) {
    this.shown = shown;
    this.file = file;
    this.problems = problems;
    this.vault = vault;
  }

  private static final class Scalars extends SafeConstructor {
    Scalars() {
      super(new LoaderOptions());
    }

    Object value(ScalarNode node) {
      return constructObject(node);
    }
  }

  /** The keys of the document; empty when it is empty or wrong, which is then a problem. */
  List<Entry> document(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(16 * 1024 * 1024);
    options.setNestingDepthLimit(DEEPEST);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root == null || root.getTag().equals(Tag.NULL)) {
        return List.of();
      }
      if (root instanceof MappingNode map) {
        return entries(map);
      }
      error(place(root), "must be a mapping of names to values.");
    } catch (MarkedYAMLException e) {
      String line = e.getProblemMark() == null ? "" : ":" + (e.getProblemMark().getLine() + 1);
      error(file + line, "is not valid YAML: " + shown.apply(e.getProblem()) + ".");
    } catch (YAMLException e) {
      error(file, "is not valid YAML: " + shown.apply(e.getMessage()));
    }
    return List.of();
  }

  /** The entries of a mapping, merge keys followed; an empty list for null. */
  List<Entry> entries(Node node) {
    if (!(node instanceof MappingNode map)) {
      if (!node.getTag().equals(Tag.NULL)) {
        error(place(node), "must be a mapping.");
      }
      return List.of();
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : map.getValue()) {
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        merge(tuple.getValueNode(), entries, 0);
      }
    }
    Map<String, String> seen = new LinkedHashMap<>();
    for (NodeTuple tuple : map.getValue()) {
      Node key = tuple.getKeyNode();
      if (key.getTag().equals(Tag.MERGE)) {
        continue;
      }
      String name = key instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (name.isEmpty()) {
        error(place(key), "a key must be a text.");
        continue;
      }
      String before = seen.put(name, place(key));
      if (before != null) {
        problems.add(
            Problem.warning(
                place(key), name + " is set already at " + before + ": this one counts."));
      }
      entries.put(name, new Entry(name, tuple.getValueNode(), place(key)));
    }
    return List.copyOf(entries.values());
  }

  private void merge(Node from, Map<String, Entry> into, int depth) {
    if (depth > DEEPEST) {
      error(place(from), "is merged too deeply.");
    } else if (from instanceof SequenceNode list) {
      list.getValue().forEach(item -> merge(item, into, depth + 1));
    } else {
      entries(from).forEach(entry -> into.putIfAbsent(entry.key(), entry));
    }
  }

  /**
   * A node as text, number, boolean, list, map, null, {@link Value.Time}, {@link Value.Unsafe} or
   * {@link Value.Vaulted}.
   */
  Object value(Node node) {
    return value(node, 0);
  }

  private Object value(Node node, int depth) {
    if (depth > DEEPEST) {
      error(place(node), "is nested too deeply, or contains itself.");
      return null;
    }
    if (built.containsKey(node)) {
      return built.get(node);
    }
    Object value = null;
    if (node instanceof ScalarNode scalar) {
      value = scalar(scalar);
    } else if (node instanceof SequenceNode list) {
      List<Object> items = new ArrayList<>();
      list.getValue().forEach(item -> items.add(value(item, depth + 1)));
      value = items;
    } else if (node instanceof MappingNode) {
      Map<String, Object> map = new LinkedHashMap<>();
      entries(node).forEach(entry -> map.put(entry.key(), value(entry.node(), depth + 1)));
      value = map;
    }
    built.put(node, value);
    return value;
  }

  private Object scalar(ScalarNode node) {
    String tag = node.getTag().getValue();
    if (tag.equals("!vault") || tag.equals("!vault-encrypted")) {
      try {
        return new Value.Vaulted(node.getValue(), vault.openText(node.getValue()));
      } catch (VaultException e) {
        error(place(node), e.getMessage() + ".");
        return null;
      }
    }
    if (tag.equals("!unsafe")) {
      return new Value.Unsafe(node.getValue());
    }
    if (node.getTag().equals(Tag.STR) || notPythons(node)) {
      return node.getValue();
    }
    if (!tag.startsWith("tag:yaml.org,2002:")) {
      error(place(node), shown.apply(tag) + " is not a known tag.");
      return null;
    }
    try {
      return node.getTag().equals(Tag.TIMESTAMP)
          ? Timestamps.read(node.getValue())
          : scalars.value(node);
    } catch (RuntimeException e) {
      String value = shown.apply(node.getValue());
      error(place(node), value + " is not a valid " + tag.substring(18) + ".");
      return null;
    }
  }

  /** Numbers that PyYAML takes for texts: {@code 1e3} without a point or without a sign. */
  private static boolean notPythons(ScalarNode node) {
    return node.getTag().equals(Tag.FLOAT)
        && node.isPlain()
        && EXPONENT.matcher(node.getValue()).find()
        && !PYTHONS.matcher(node.getValue()).matches();
  }

  String place(Node node) {
    return file + ":" + (node.getStartMark().getLine() + 1);
  }

  private void error(String where, String message) {
    problems.add(Problem.error(where, message));
  }
}
