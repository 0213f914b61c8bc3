package org.bbbfleet.core.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is set for one host name: of each keyword its first value, of some all. */
final class SshSettings {
  private static final Set<String> MANY = Set.of("identityfile", "certificatefile");
  private static final int MOST = 32;

  private final Map<String, List<SshConfigLine>> lines = new HashMap<>();

  void add(SshConfigLine line) {
    List<SshConfigLine> there = lines.computeIfAbsent(line.keyword(), k -> new ArrayList<>());
    if (there.isEmpty() || (MANY.contains(line.keyword()) && there.size() < MOST)) {
      there.add(line);
    }
  }

  /** The first argument of a keyword. */
  Optional<String> one(String keyword) {
    return line(keyword).map(line -> line.words().get(0));
  }

  /** The line that set a keyword. */
  Optional<SshConfigLine> line(String keyword) {
    return lines.getOrDefault(keyword, List.of()).stream().findFirst();
  }

  /** The first arguments of all lines of a keyword. */
  List<String> all(String keyword) {
    return lines.getOrDefault(keyword, List.of()).stream()
        .map(line -> line.words().get(0))
        .toList();
  }
}
