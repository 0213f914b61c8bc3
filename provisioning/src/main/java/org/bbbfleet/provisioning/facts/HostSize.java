package org.bbbfleet.provisioning.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How large a host must be.
 *
 * @param cores processor cores
 * @param memoryBytes memory as the host is sold
 * @param diskBytes space on the file system of {@code /var}
 */
public record HostSize(int cores, long memoryBytes, long diskBytes) {
  private static final long GIB = 1L << 30;

  /**
   * A machine sold with 4 GiB shows less: firmware and kernel keep some, and a file system, too.
   */
  private static final double ENOUGH = 0.9;

  /** A size in GiB. */
  public static HostSize of(int cores, double memoryGib, double diskGib) {
    return new HostSize(cores, (long) (memoryGib * GIB), (long) (diskGib * GIB));
  }

  /** The larger of both in each respect. */
  public HostSize and(HostSize other) {
    return new HostSize(
        Math.max(cores, other.cores),
        Math.max(memoryBytes, other.memoryBytes),
        Math.max(diskBytes, other.diskBytes));
  }

  /**
   * What a host of another size lacks, one phrase each; empty when it is large enough. What is not
   * known of it, which is 0, is not held against it.
   *
   * @param found the host's cores, its memory as its kernel counts it, the size of the file system
   */
  public List<String> lackingIn(HostSize found) {
    List<String> lacking = new ArrayList<>();
    if (found.cores > 0 && found.cores < cores) {
      lacking.add(found.cores + " of " + cores + " cores");
    }
    if (found.memoryBytes > 0 && found.memoryBytes < memoryBytes * ENOUGH) {
      lacking.add(gib(found.memoryBytes) + " of " + gib(memoryBytes) + " GiB of memory");
    }
    if (found.diskBytes > 0 && found.diskBytes < diskBytes * ENOUGH) {
      lacking.add(gib(found.diskBytes) + " of " + gib(diskBytes) + " GiB of disk under /var");
    }
    return lacking;
  }

  /** {@code 4 cores, 8 GiB of memory, 50 GiB of disk}. */
  @Override
  public String toString() {
    return cores
        + (cores == 1 ? " core, " : " cores, ")
        + gib(memoryBytes)
        + " GiB of memory, "
        + gib(diskBytes)
        + " GiB of disk";
  }

  private static String gib(long bytes) {
    String text = String.format(Locale.ROOT, "%.2f", (double) bytes / GIB);
    return text.replaceFirst("\\.?0+$", "");
  }
}
