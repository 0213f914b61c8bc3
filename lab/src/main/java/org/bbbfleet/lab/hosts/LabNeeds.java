package org.bbbfleet.lab.hosts;

import java.util.List;
import org.bbbfleet.lab.packages.Wanted;

/** What lab hosts need of Debian's packages on this machine. */
public final class LabNeeds {
  /** Tools; none of them starts a service. */
  public static final List<Wanted> INSTALLED =
      List.of(
          new Wanted("systemd-container", "runs a lab host as a container with its own systemd"),
          new Wanted("mmdebstrap", "makes the Debian tree that lab hosts start from"),
          new Wanted("iproute2", "the lab's own bridge"),
          new Wanted("openssh-client", "keys for the hosts, and to see that they answer"));

  /** Programs whose installation would start a service: only laid out in the cache. */
  public static final List<Wanted> UNPACKED =
      List.of(new Wanted("apt-cacher-ng", "packages for the hosts, fetched once"));

  private LabNeeds() {}
}
