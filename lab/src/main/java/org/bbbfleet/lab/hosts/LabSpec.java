package org.bbbfleet.lab.hosts;

import java.util.List;
import java.util.stream.IntStream;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * A lab that is wanted.
 *
 * @param hosts at least one, at most 100, each name once
 * @param firstSubnet the lab takes the first free 10.77.N.0/24 with N from here on
 */
public record LabSpec(List<HostSpec> hosts, int firstSubnet) {
  private static final int MOST = 100;

  public LabSpec {
    hosts = List.copyOf(hosts);
    if (hosts.isEmpty() || hosts.size() > MOST) {
      throw new FleetException(ErrorCategory.INPUT, "a lab has 1 to " + MOST + " hosts");
    }
    if (hosts.stream().map(HostSpec::name).distinct().count() < hosts.size()) {
      throw new FleetException(ErrorCategory.INPUT, "two hosts of the lab have the same name");
    }
  }

  /** A lab at 10.77.0.0/24, the addresses that people know from the demo, if that is free. */
  public static LabSpec demo(List<HostSpec> hosts) {
    return new LabSpec(hosts, 0);
  }

  /** A lab that leaves the demo's addresses alone. */
  public static LabSpec of(HostSpec... hosts) {
    return new LabSpec(List.of(hosts), 1);
  }

  /** {@code count} hosts {@code lab-1}, {@code lab-2}, … of one image. */
  public static LabSpec numbered(int count, Image image) {
    return demo(
        IntStream.rangeClosed(1, count).mapToObj(i -> new HostSpec("lab-" + i, image)).toList());
  }
}
