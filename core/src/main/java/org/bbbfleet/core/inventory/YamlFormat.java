package org.bbbfleet.core.inventory;

import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.vault.Vault;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Ansible's YAML format of inventories: groups with {@code hosts}, {@code vars} and {@code
 * children}, nested.
 */
final class YamlFormat {
  private static final int DEEPEST = 50;

  private final Draft draft;
  private final YamlReader reader;

  private YamlFormat(Draft draft, String file, Vault vault) {
    this.draft = draft;
    this.reader =
        new YamlReader(file, draft.problems, vault, text -> draft.encrypted ? Hidden.SHOWN : text);
  }

  static void read(Draft draft, String file, String text, Vault vault) {
    YamlFormat format = new YamlFormat(draft, file, vault);
    for (YamlReader.Entry entry : format.reader.document(text)) {
      format.group(entry, 0);
    }
  }

  private void group(YamlReader.Entry named, int depth) {
    if (depth > DEEPEST) {
      draft.error(named.where(), "groups are nested more than " + DEEPEST + " deep.");
      return;
    }
    Draft.DraftGroup group = draft.define(named.key(), named.where());
    for (YamlReader.Entry part : reader.entries(named.node())) {
      switch (part.key()) {
        case "hosts" -> hosts(group, part);
        case "vars" ->
            reader
                .entries(part.node())
                .forEach(
                    v -> draft.set(group, v.key(), new Value(reader.value(v.node()), v.where())));
        case "children" -> {
          for (YamlReader.Entry child : reader.entries(part.node())) {
            group.children.putIfAbsent(child.key(), child.where());
            group(child, depth + 1);
          }
        }
        default ->
            draft.error(
                part.where(),
                part.key()
                    + ": a group has hosts, vars and children only."
                    + Suggestion.sentence(part.key(), List.of("hosts", "vars", "children")));
      }
    }
  }

  private void hosts(Draft.DraftGroup group, YamlReader.Entry part) {
    if (part.node() instanceof ScalarNode one && !one.getTag().equals(Tag.NULL)) {
      host(group, one.getValue(), part.where(), null);
      return;
    }
    for (YamlReader.Entry entry : reader.entries(part.node())) {
      host(group, entry.key(), entry.where(), entry.node());
    }
  }

  private void host(Draft.DraftGroup group, String name, String where, Node variables) {
    try {
      HostPattern pattern = HostPattern.parse(name);
      for (String one : pattern.names()) {
        Map<String, Value> values = draft.host(one, where);
        group.hosts.add(one);
        pattern.port().ifPresent(port -> values.put("ansible_port", new Value(port, where)));
        if (variables != null) {
          for (YamlReader.Entry v : reader.entries(variables)) {
            draft.set(values, v.key(), new Value(reader.value(v.node()), v.where()));
          }
        }
      }
    } catch (IllegalArgumentException e) {
      draft.error(where, e.getMessage() + ".");
    }
  }
}
