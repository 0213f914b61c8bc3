package org.bbbfleet.lab.packages;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is about to come onto this machine, to be said before it does.
 *
 * @param install packages that will be installed; they start no service
 * @param unpack packages that will only be laid out in the cache
 * @param bytes what will be downloaded for both
 */
public record Need(List<Wanted> install, List<Wanted> unpack, long bytes) {

  public Need {
    install = List.copyOf(install);
    unpack = List.copyOf(unpack);
  }

  /** Whether everything is there already. */
  public boolean nothing() {
    return install.isEmpty() && unpack.isEmpty();
  }

  /** For a person: the whole in one line, then each package with its reason. Empty for nothing. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (nothing()) {
      return lines;
    }
    List<Wanted> all = new ArrayList<>(install);
    all.addAll(unpack);
    String names = all.stream().map(Wanted::name).collect(Collectors.joining(" "));
    lines.add(
        "needs from Debian's packages: %s  (%s; nothing is started on this machine)"
            .formatted(names, megabytes()));
    install.forEach(one -> lines.add("  install  %-26s %s".formatted(one.name(), one.why())));
    unpack.forEach(one -> lines.add("  unpack   %-26s %s".formatted(one.name(), one.why())));
    return lines;
  }

  private String megabytes() {
    return bytes < 500_000 ? "under 1 MB" : Math.round(bytes / 1e6) + " MB";
  }
}
