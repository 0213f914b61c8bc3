package org.bbbfleet.exporters.soffice;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.bbbfleet.exporters.proc.MemoryGroup;

/**
 * Counts what the kernel killed for want of memory among LibreOffice's control groups.
 *
 * <p>A group that lives on says so itself. A conversion's container does not outlive its
 * soffice.bin, and its count vanishes with it: such a one counts when the host's own count of kills
 * has grown by more than the groups that are left account for.
 */
final class OomKills {
  private Map<MemoryGroup, Long> counts = new HashMap<>();
  private Map<MemoryGroup, Integer> limited = new HashMap<>();
  private OptionalLong host = OptionalLong.empty();
  private boolean first = true;
  private boolean measured;
  private long total;

  /**
   * What lives in a group.
   *
   * @param workers living soffice.bin
   * @param limited whether its memory is limited
   * @param own whether the group is a container, so that its count began with it
   */
  record Inhabitants(int workers, boolean limited, boolean own) {
    Inhabitants and(Inhabitants other) {
      return new Inhabitants(workers + other.workers, limited || other.limited, own || other.own);
    }
  }

  /**
   * Takes in a look.
   *
   * @param hostKills the host's count of such kills since boot, if the kernel says it
   * @param groups the groups with living LibreOffice
   */
  void look(OptionalLong hostKills, Map<MemoryGroup, Inhabitants> groups) {
    Set<MemoryGroup> asked = new HashSet<>(groups.keySet());
    asked.addAll(counts.keySet());
    Map<MemoryGroup, Long> nextCounts = new HashMap<>();
    long explained = 0;
    int vanished = 0;
    for (MemoryGroup group : asked) {
      OptionalLong count = group.oomKills();
      if (count.isEmpty()) {
        vanished += limited.getOrDefault(group, 0);
        continue;
      }
      Inhabitants inhabitants = groups.get(group);
      boolean begunSince = !first && inhabitants != null && inhabitants.own();
      long before = counts.getOrDefault(group, begunSince ? 0 : count.getAsLong());
      explained += Math.max(0, count.getAsLong() - before);
      // One without LibreOffice is asked this last time: its last process may have been the victim.
      if (inhabitants != null) {
        nextCounts.put(group, count.getAsLong());
      }
    }
    long grown =
        hostKills.isPresent() && host.isPresent()
            ? Math.max(0, hostKills.getAsLong() - host.getAsLong())
            : 0;
    total += explained + Math.min(Math.max(0, grown - explained), vanished);
    measured |= hostKills.isPresent() || !nextCounts.isEmpty();
    host = hostKills;
    counts = nextCounts;
    limited = new HashMap<>();
    groups.forEach(
        (group, g) -> {
          if (g.limited()) {
            limited.put(group, g.workers());
          }
        });
    first = false;
  }

  /** The kills that were seen; empty when neither the host nor a group ever told a count. */
  OptionalLong total() {
    return measured ? OptionalLong.of(total) : OptionalLong.empty();
  }
}
