package org.bbbfleet.core.shell;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OpenSSH's client configuration: {@code Host} with patterns and negation, {@code Match} by all,
 * host, originalhost, user and localuser, {@code Include}. The first value of a keyword counts.
 *
 * @see <a href="https://man.openbsd.org/ssh_config.5">ssh_config(5)</a>
 */
public final class SshConfig {
  /** No configuration at all. */
  public static final SshConfig NONE = new SshConfig(List.of());

  private static final Logger LOG = LoggerFactory.getLogger(SshConfig.class);
  private static final int DEEPEST = 16;
  private static final Set<String> CRITERIA = Set.of("host", "originalhost", "user", "localuser");

  /**
   * A file and where its relative includes are.
   *
   * @param path the file
   * @param includes the directory
   */
  private record Source(Path path, Path includes) {}

  private final List<Source> sources;
  private final Map<Path, List<SshConfigLine>> read = new ConcurrentHashMap<>();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  private SshConfig(List<Source> sources) {
    this.sources = List.copyOf(sources);
  }

  /** The user's own file and the machine's, as far as they are there: what {@code ssh} reads. */
  public static SshConfig standard() {
    Path home = SshPaths.home().resolve(".ssh");
    Path machine = Path.of("/etc/ssh");
    return new SshConfig(
        Stream.of(
                new Source(home.resolve("config"), home),
                new Source(machine.resolve("ssh_config"), machine))
            .filter(source -> Files.isReadable(source.path()))
            .toList());
  }

  /**
   * This file alone, as {@code ssh -F} takes it.
   *
   * @throws FleetException (INPUT) when it can't be read
   */
  public static SshConfig of(Path file) {
    requireNonNull(file, "file is null");
    if (!Files.isReadable(file)) {
      throw new FleetException(
          ErrorCategory.INPUT, file + " can't be read: give --ssh-config a file that is there.");
    }
    return new SshConfig(List.of(new Source(file, SshPaths.home().resolve(".ssh"))));
  }

  /** Adds to the settings what the files say for a name. */
  SshSettings lookup(String name, SshSettings given) {
    for (Source source : sources) {
      walk(source, source.path(), new Query(name, given), true, 0);
    }
    return given;
  }

  private record Query(String name, SshSettings settings) {
    String value(String criterion) {
      return switch (criterion) {
        case "host" -> settings.one("hostname").map(h -> h.replace("%h", name)).orElse(name);
        case "originalhost" -> name;
        case "user" -> settings.one("user").orElse("root");
        default -> System.getProperty("user.name");
      };
    }
  }

  private void walk(Source source, Path file, Query query, boolean wanted, int depth) {
    boolean active = wanted;
    for (SshConfigLine line : lines(file)) {
      switch (line.keyword()) {
        case "host" -> active = wanted && Glob.any(line.words(), query.name());
        case "match" -> active = wanted && match(line, query);
        case "include" -> {
          if (depth < DEEPEST) {
            for (String word : line.words()) {
              for (Path included : included(source, word)) {
                walk(source, included, query, active, depth + 1);
              }
            }
          }
        }
        default -> {
          if (active) {
            query.settings().add(line);
          }
        }
      }
    }
  }

  private boolean match(SshConfigLine line, Query query) {
    List<String> words = line.words();
    for (int i = 0; i < words.size(); i++) {
      boolean negated = words.get(i).startsWith("!");
      String criterion = words.get(i).substring(negated ? 1 : 0).toLowerCase(Locale.ROOT);
      if (criterion.equals("all") && !negated) {
        continue;
      }
      if (!CRITERIA.contains(criterion) || i + 1 == words.size()) {
        if (warned.add(line.place())) {
          LOG.warn(
              "{}: Match {} is not understood; its settings are left out",
              line.place(),
              Words.cut(criterion));
        }
        return false;
      }
      List<String> patterns = List.of(words.get(++i).split(","));
      if (Glob.any(patterns, query.value(criterion)) == negated) {
        return false;
      }
    }
    return true;
  }

  private static List<Path> included(Source source, String word) {
    Path pattern = source.includes().resolve(SshPaths.expand(word));
    Path name = pattern.getFileName();
    Path directory = pattern.getParent();
    if (name == null || directory == null || !Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        boolean hidden =
            file.getFileName().toString().startsWith(".") && !name.toString().startsWith(".");
        if (!hidden
            && Glob.matches(name.toString(), file.getFileName().toString())
            && Files.isRegularFile(file)) {
          found.add(file);
        }
      }
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
    found.sort(null);
    return found;
  }

  private List<SshConfigLine> lines(Path file) {
    return read.computeIfAbsent(
        file,
        path -> {
          try {
            List<String> texts = Files.readAllLines(path, StandardCharsets.ISO_8859_1);
            List<SshConfigLine> lines = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
              SshConfigLine.parse(texts.get(i), path + ":" + (i + 1)).ifPresent(lines::add);
            }
            return lines;
          } catch (IOException e) {
            throw unreadable(path, e);
          }
        });
  }

  private static FleetException unreadable(Path path, IOException e) {
    return new FleetException(
        ErrorCategory.INPUT, path + ": the SSH configuration can't be read: " + e, e);
  }
}
