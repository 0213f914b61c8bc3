package org.bbbfleet.core.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What a {@code known_hosts} file says at one moment, ready to be asked for many hosts: a thousand
 * logins each ask for a few names, and to go through a thousand lines each time takes longer than
 * the logins.
 */
final class KnownHostFile {
  private static final Pattern PLAIN = Pattern.compile("[^|*?!]+");
  private static final Map<Path, KnownHostFile> LATEST = new ConcurrentHashMap<>();

  private final Stamp stamp;
  private final List<String> lines;
  private final Map<String, Set<KnownHostLine>> plain = new HashMap<>();
  private final Set<KnownHostLine> others = new LinkedHashSet<>();
  private final Map<String, List<KnownHostLine>> asked = new ConcurrentHashMap<>();

  /** By which a file is known to be the one that was read. */
  private record Stamp(FileTime modified, long size, Object key) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          attributes.lastModifiedTime(),
          attributes.size(),
          Objects.requireNonNullElse(attributes.fileKey(), file));
    }

    boolean isOf(Stamp other) {
      return size == other.size && modified.equals(other.modified) && key.equals(other.key);
    }
  }

  private KnownHostFile(Stamp stamp, List<String> lines) {
    this.stamp = stamp;
    this.lines = List.copyOf(lines);
    for (String text : lines) {
      Optional<KnownHostLine> line = KnownHostLine.parse(text);
      if (line.isPresent() && PLAIN.matcher(line.get().names()).matches()) {
        Arrays.stream(line.get().names().toLowerCase(Locale.ROOT).split(","))
            .forEach(n -> plain.computeIfAbsent(n, key -> new LinkedHashSet<>()).add(line.get()));
      } else {
        line.ifPresent(others::add);
      }
    }
  }

  /** The file as it is now; one that is not there has no lines. */
  static KnownHostFile now(Path file) throws IOException {
    Stamp stamp;
    try {
      stamp = Stamp.of(file);
    } catch (NoSuchFileException e) {
      return new KnownHostFile(null, List.of());
    }
    KnownHostFile latest = LATEST.get(file);
    if (latest == null || !latest.stamp.isOf(stamp)) {
      // The stamp is from before: a file that changes while it is read is read again.
      latest = new KnownHostFile(stamp, Files.readAllLines(file, StandardCharsets.ISO_8859_1));
      LATEST.put(file, latest);
    }
    return latest;
  }

  /** All its lines. */
  List<String> lines() {
    return lines;
  }

  /**
   * The entries for a host: those that name it, then those that match it by a pattern or a hash.
   *
   * @param name as {@link KnownHostLine#name} writes it
   */
  List<KnownHostLine> matching(String name) {
    return asked.computeIfAbsent(
        name,
        n -> {
          Set<KnownHostLine> all = new LinkedHashSet<>(plain.getOrDefault(n, Set.of()));
          others.stream().filter(line -> line.matches(n)).forEach(all::add);
          return List.copyOf(all);
        });
  }
}
