package org.bbbfleet.provisioning.scale;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.shell.KnownHosts;
import org.bbbfleet.core.shell.SshOptions;
import org.bbbfleet.core.shell.SshShells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.resource.Resource;
import org.bbbfleet.provisioning.resource.Resources;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.Provisioner;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;

/** One run over many hosts, in a process of its own, whose whole life is measured. */
final class ScaleRun {
  private ScaleRun() {}

  /**
   * Sixteen directories and sixteen files below one directory: a state that can be made for real.
   */
  record ScaleRole(Path root) implements Role {
    @Override
    public String name() {
      return "scale";
    }

    @Override
    public List<String> groups() {
      return List.of("all");
    }

    @Override
    public Declaration on(HostView host) {
      return Declaration.role("scale").needs(resources());
    }

    List<Resource> resources() {
      List<Resource> all = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        all.add(Resources.directory(root + "/d" + i));
        all.add(Resources.file(root + "/d" + i + "/file", ("line " + i + "\n").repeat(100)));
      }
      return all;
    }
  }

  /** Arguments: how many hosts, port, directory with keys, directory of the state. */
  public static void main(String[] arguments) {
    int count = Integer.parseInt(arguments[0]);
    Path directory = Path.of(arguments[2]);
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hosts.add(
          new Host(
              "host-" + i,
              List.of(),
              Map.of(
                  "ansible_host",
                  ManyHosts.address(i),
                  "ansible_port",
                  arguments[1],
                  "ansible_ssh_private_key_file",
                  directory.resolve("id").toString())));
    }
    Path known = directory.resolve("known_hosts");
    Fleet fleet =
        new Fleet(
            new Inventory(hosts, List.of(), List.of()),
            List.of(new ScaleRole(Path.of(arguments[3]))),
            new FleetSecrets(directory),
            new Artifacts(Artifact.of(known), Map.of()),
            new KnownHosts(known)::lines);
    try (Store store = Store.open(directory.resolve("fleet.db"))) {
      RunReport report =
          new Provisioner(
                  new SshShells(SshOptions.strict(known)),
                  Leases.in(store, Clock.systemUTC()),
                  Clock.systemUTC())
              .apply(fleet, hosts, RunOptions.by("scale").forks(50), RunListener.NONE);
      report.failed().stream().limit(3).map(HostReport::failure).forEach(System.out::println);
      long heap =
          ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(p -> p.getType() == java.lang.management.MemoryType.HEAP)
              .mapToLong(p -> peak(p))
              .sum();
      System.out.println(
          "hosts "
              + report.hosts().size()
              + " failed "
              + report.failed().size()
              + " changes "
              + report.changes()
              + " engine "
              + report.took().toMillis()
              + " ms processor "
              + ProcessHandle.current().info().totalCpuDuration().map(d -> d.toMillis()).orElse(-1L)
              + " ms peak heap "
              + heap / 1_000_000
              + " MB");
      System.out.flush();
    }
    System.exit(0);
  }

  private static long peak(MemoryPoolMXBean pool) {
    return pool.getPeakUsage().getUsed();
  }
}
