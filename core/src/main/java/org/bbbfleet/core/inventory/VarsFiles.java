package org.bbbfleet.core.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.vault.Vault;
import org.bbbfleet.core.vault.VaultException;

/** The variable files beside an inventory: {@code group_vars/} and {@code host_vars/}. */
final class VarsFiles {
  private static final List<String> EXTENSIONS = List.of("", ".yml", ".yaml", ".json");
  private static final int DEEPEST = 10;

  private final Path base;
  private final List<Problem> problems;
  private final Vault vault;

  VarsFiles(Path base, List<Problem> problems, Vault vault) {
    this.base = base;
    this.problems = problems;
    this.vault = vault;
  }

  /**
   * The variables of one group or host; empty without a file. Of several files that could be meant
   * (NAME, NAME.yml, …) the first counts, as in Ansible.
   */
  Map<String, Value> of(String kind, String name) {
    if (name.contains("/")) {
      return Map.of();
    }
    List<Path> there =
        EXTENSIONS.stream()
            .map(extension -> base.resolve(kind).resolve(name + extension))
            .filter(Files::exists)
            .toList();
    if (there.isEmpty()) {
      return Map.of();
    }
    for (Path ignored : there.subList(1, there.size())) {
      problems.add(
          Problem.warning(
              show(ignored), "is not read, because there is " + show(there.get(0)) + " already."));
    }
    Map<String, Value> variables = new LinkedHashMap<>();
    for (Path file : files(there.get(0), 0)) {
      Text text = read(file);
      YamlReader reader = new YamlReader(show(file), problems, vault, text::shown);
      for (YamlReader.Entry e : reader.document(text.plain())) {
        variables.put(e.key(), new Value(reader.value(e.node()), e.where(), text.encrypted()));
      }
    }
    return variables;
  }

  /**
   * Warns of files that nobody reads; of one without a suffix, which may be anything, only when its
   * name is nearly that of something known.
   */
  void warnOfStrangers(String kind, Set<String> known) {
    for (Path file : list(base.resolve(kind))) {
      String whole = file.getFileName().toString();
      String name = whole.replaceFirst("\\.(yml|yaml|json)$", "");
      if (name.startsWith(".") || name.contains(".") || known.contains(name)) {
        continue;
      }
      String meant = Suggestion.sentence(name, known);
      if (!meant.isEmpty() || !whole.equals(name)) {
        problems.add(
            Problem.warning(show(file), "is read by nobody: there is no " + name + "." + meant));
      }
    }
  }

  private List<Path> files(Path path, int depth) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    List<Path> files = new ArrayList<>();
    if (depth < DEEPEST) {
      for (Path entry : list(path)) {
        String name = entry.getFileName().toString();
        boolean ours =
            Files.isDirectory(entry) || !name.contains(".") || name.matches(".*\\.(yml|yaml|json)");
        if (ours && !name.startsWith(".") && !name.endsWith("~")) {
          files.addAll(files(entry, depth + 1));
        }
      }
    }
    return files;
  }

  private List<Path> list(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      problems.add(Problem.error(show(directory), "can't be read: " + e + "."));
      return List.of();
    }
  }

  /**
   * What a file holds.
   *
   * @param plain its text, decrypted if it had to be
   */
  record Text(String plain, boolean encrypted) {
    /** A piece of it as messages may show it. */
    String shown(String piece) {
      return encrypted ? Hidden.SHOWN : piece;
    }
  }

  /** The text of a file, decrypted if it must be; empty with a problem when it can't be read. */
  Text read(Path file) {
    try {
      // Editors on Windows put a byte order mark first.
      String text = Files.readString(file).replaceFirst("^\ufeff", "");
      boolean encrypted = Vault.isVault(text);
      return new Text(encrypted ? vault.openText(text) : text, encrypted);
    } catch (VaultException e) {
      problems.add(Problem.error(show(file), e.getMessage() + "."));
    } catch (java.nio.charset.CharacterCodingException e) {
      problems.add(Problem.error(show(file), "is not UTF-8 text."));
    } catch (IOException e) {
      problems.add(Problem.error(show(file), "can't be read: " + e + "."));
    }
    return new Text("", false);
  }

  /** A file as messages name it: relative to the inventory. */
  String show(Path file) {
    return file.startsWith(base) ? base.relativize(file).toString() : file.toString();
  }
}
