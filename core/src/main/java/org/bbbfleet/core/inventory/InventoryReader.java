package org.bbbfleet.core.inventory;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.vault.Vault;

/**
 * Reads an inventory in Ansible's INI or YAML format, with the {@code group_vars/} and {@code
 * host_vars/} beside it, and combines the variables with Ansible's precedence.
 *
 * @see <a
 *     href="https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html">Ansible's
 *     documentation</a>
 */
public final class InventoryReader {
  private static final Map<String, String> OLD_NAMES =
      Map.of(
          "ansible_ssh_host", "ansible_host",
          "ansible_ssh_port", "ansible_port",
          "ansible_ssh_user", "ansible_user",
          "ansible_private_key_file", "ansible_ssh_private_key_file");

  private final Path path;
  private final Path base;
  private final Draft draft = new Draft();
  private final VarsFiles files;
  private final Vault vault;

  private InventoryReader(Path path, Vault vault) {
    this.path = path;
    this.base = directory(path);
    this.vault = vault;
    this.files = new VarsFiles(base, draft.problems, vault);
  }

  /**
   * Reads a file, or a directory with {@code hosts}, {@code *.ini} and {@code *.yml} files.
   *
   * @throws ProblemsException with everything that is wrong, at once
   */
  public static Inventory read(Path path) {
    return read(path, Vault.closed());
  }

  /**
   * The same, of an inventory that holds vaults.
   *
   * @throws ProblemsException with everything that is wrong, at once
   */
  public static Inventory read(Path path, Vault vault) {
    return examine(path, vault).orThrow();
  }

  /** The same, with everything that is wrong beside what could be read. */
  public static Reading examine(Path path, Vault vault) {
    requireNonNull(path, "path is null");
    return new InventoryReader(path.toAbsolutePath().normalize(), vault).examine();
  }

  /**
   * The directory of an inventory, itself perhaps one: what belongs to the inventory lies in it, as
   * {@code group_vars/} and {@code .fleet/}.
   */
  public static Path directory(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return Files.isDirectory(absolute) ? absolute : absolute.getParent();
  }

  private Reading examine() {
    for (Path file : sources()) {
      source(file);
    }
    Groups groups = new Groups(draft);
    Map<String, List<String>> groupsOf = new LinkedHashMap<>();
    draft.hosts.keySet().forEach(host -> groupsOf.put(host, groups.of(host)));
    Map<String, Map<String, Value>> written = combine(groups, groupsOf);
    Renderer renderer =
        new Renderer(renamed(written), members(groups, groupsOf), magic(groupsOf), draft.problems);
    List<Host> hosts = new ArrayList<>();
    groupsOf.forEach((name, of) -> hosts.add(host(name, of, renderer)));
    renderer.report();
    return new Reading(
        new Inventory(hosts, groups.list(), draft.problems, written, renderer.hidden()),
        List.copyOf(draft.settings),
        draft.places,
        draft.problems);
  }

  private List<Path> sources() {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> found =
          entries
              .filter(Files::isRegularFile)
              .filter(f -> f.getFileName().toString().matches("hosts|[^.].*\\.(ini|yml|yaml)"))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        draft.error(path.toString(), "holds no inventory: no hosts, *.ini, *.yml or *.yaml.");
      }
      return found;
    } catch (IOException e) {
      draft.error(path.toString(), "can't be read: " + e + ".");
      return List.of();
    }
  }

  private void source(Path file) {
    if (!Files.exists(file)) {
      draft.error(file.toString(), "there is no such inventory. Name it with -i FILE.");
      return;
    }
    VarsFiles.Text text = files.read(file);
    draft.encrypted = text.encrypted();
    if (yaml(file.getFileName().toString(), text.plain())) {
      YamlFormat.read(draft, files.show(file), text.plain(), vault);
    } else {
      IniFormat.read(draft, files.show(file), text.plain());
    }
    draft.encrypted = false;
  }

  private static boolean yaml(String name, String text) {
    if (name.matches(".*\\.(yml|yaml|json)")) {
      return true;
    }
    String first =
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";"))
            .findFirst()
            .orElse("");
    return !name.endsWith(".ini")
        && (first.equals("---") || first.matches("[\\w.-]+:(\\s.*)?|\\{.*"));
  }

  /** Ansible's order: inventory before group_vars before host variables before host_vars. */
  private Map<String, Map<String, Value>> combine(
      Groups groups, Map<String, List<String>> groupsOf) {
    Map<String, Map<String, Value>> groupFiles = new LinkedHashMap<>();
    for (String group : groups.names()) {
      groupFiles.put(group, noted(files.of("group_vars", group)));
    }
    files.warnOfStrangers("group_vars", groups.names());
    files.warnOfStrangers("host_vars", draft.hosts.keySet());
    Map<String, Map<String, Value>> combined = new LinkedHashMap<>();
    groupsOf.forEach(
        (host, of) -> {
          Map<String, Value> variables = new LinkedHashMap<>(draft.groups.get("all").variables);
          of.forEach(group -> variables.putAll(draft.groups.get(group).variables));
          variables.putAll(groupFiles.get("all"));
          of.forEach(group -> variables.putAll(groupFiles.get(group)));
          variables.putAll(draft.hosts.get(host));
          variables.putAll(noted(files.of("host_vars", host)));
          combined.put(host, variables);
        });
    return combined;
  }

  private Map<String, Value> noted(Map<String, Value> file) {
    file.forEach((variable, value) -> draft.settings.add(new Setting(variable, value)));
    return file;
  }

  /** The same, with what stands under Ansible's old names also under the new ones. */
  private static Map<String, Map<String, Value>> renamed(Map<String, Map<String, Value>> written) {
    Map<String, Map<String, Value>> renamed = new LinkedHashMap<>();
    written.forEach(
        (host, variables) -> {
          Map<String, Value> all = new LinkedHashMap<>(variables);
          OLD_NAMES.forEach(
              (old, name) -> {
                if (all.containsKey(old)) {
                  all.putIfAbsent(name, all.get(old));
                }
              });
          renamed.put(host, all);
        });
    return renamed;
  }

  private static Map<String, List<String>> members(
      Groups groups, Map<String, List<String>> groupsOf) {
    Map<String, List<String>> members = new LinkedHashMap<>();
    groups.names().forEach(group -> members.put(group, new ArrayList<>()));
    groupsOf.forEach(
        (host, of) -> {
          members.get("all").add(host);
          of.forEach(group -> members.get(group).add(host));
        });
    return members;
  }

  private Map<String, Map<String, Object>> magic(Map<String, List<String>> groupsOf) {
    Map<String, Map<String, Object>> magic = new LinkedHashMap<>();
    groupsOf.forEach(
        (host, of) ->
            magic.put(
                host,
                Map.of(
                    "inventory_hostname", host,
                    "inventory_hostname_short", host.split("\\.", 2)[0],
                    "inventory_dir", base.toString(),
                    "inventory_file", path.toString(),
                    "group_names", of.stream().sorted().toList())));
    return magic;
  }

  private Host host(String name, List<String> groups, Renderer renderer) {
    Map<String, Object> variables = renderer.variables(name);
    Object port = variables.get("ansible_port");
    if (port != null && !port.toString().matches("[1-9]\\d{0,4}")) {
      Object shown = renderer.isHidden(name, "ansible_port") ? Hidden.SHOWN : port;
      draft.error(name, "ansible_port is " + shown + "; it must be a port from 1 to 65535.");
    }
    return new Host(name, groups, variables);
  }
}
