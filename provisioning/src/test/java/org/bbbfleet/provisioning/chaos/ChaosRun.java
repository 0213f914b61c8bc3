package org.bbbfleet.provisioning.chaos;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.inventory.InventoryReader;
import org.bbbfleet.core.shell.KnownHosts;
import org.bbbfleet.core.shell.SshOptions;
import org.bbbfleet.core.shell.SshShells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.core.vault.Vault;
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

/** One provisioning run in a process of its own, which can be killed. */
final class ChaosRun {
  /** The files that are watched all the time. */
  static final int FILES = 8;

  private ChaosRun() {}

  static String content(int file, int version) {
    return "begin %d %d\n".formatted(file, version)
        + "line of version %d\n".formatted(version).repeat(2_000 + version)
        + "end\n";
  }

  static String unit(int version) {
    return "[Unit]\nDescription=Version "
        + version
        + "\n[Service]\nUser=chaos\nExecStart=/bin/sleep infinity\n"
        + "ExecStartPre=/bin/sh -c 'head -qn1 /srv/small/file-* >/run/chaos/started'\n"
        + "RuntimeDirectory=chaos\n[Install]\nWantedBy=multi-user.target\n";
  }

  static String path(int file) {
    return "/srv/small/file-" + file;
  }

  /** A package, users, directories, files of some size with handlers, commands, units. */
  record ChaosRole(int version) implements Role {
    @Override
    public String name() {
      return "chaos";
    }

    @Override
    public List<String> groups() {
      return List.of("all");
    }

    @Override
    public Declaration on(HostView host) {
      List<Resource> all = new ArrayList<>();
      all.add(Resources.user("chaos", "/srv/chaos"));
      for (int i = 0; i < FILES; i++) {
        all.add(Resources.directory("/etc/chaos-" + i));
        all.add(
            Resources.file(path(i), content(i, version))
                .owner("chaos")
                .group("chaos")
                .mode("0640")
                .then(Resources.restart("chaos.service")));
        if (i == 2) {
          all.add(Resources.packages("bc"));
        }
        // Something that takes its time, as installers do.
        String done = "/etc/chaos-" + i + "/done";
        all.add(Resources.command("slow-" + i, "sleep 0.7; date >" + done).creates(done));
      }
      all.add(
          Resources.unitFile("chaos.service", unit(version))
              .then(Resources.restart("chaos.service")));
      all.add(Resources.unit("chaos.service"));
      return Declaration.role("chaos").needs(all);
    }
  }

  /** The line that says that a host's step has begun. */
  static String began(String host, int step) {
    return "@ " + host + " step " + step + "\n";
  }

  /** Says where each host is. */
  private static final class Steps implements RunListener {
    @Override
    public void step(Host host, int number, int of, String what) {
      System.out.print(began(host.name(), number));
      System.out.flush();
    }
  }

  /** Arguments: inventory, known hosts, version. All runs have one store, as an operator's have. */
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[0]);
    Inventory inventory = InventoryReader.read(file, Vault.closed());
    Path known = Path.of(arguments[1]);
    Fleet fleet =
        new Fleet(
            inventory,
            List.of(new ChaosRole(Integer.parseInt(arguments[2]))),
            new FleetSecrets(file.getParent()),
            new Artifacts(Artifact.of(file), Map.of()),
            new KnownHosts(known)::lines);
    SshOptions options =
        SshOptions.strict(known)
            .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(15))
            .withKeepAlive(Duration.ofSeconds(2));
    try (Store store = Store.open(file.resolveSibling("fleet.db"))) {
      RunReport report =
          new Provisioner(
                  new SshShells(options), Leases.in(store, Clock.systemUTC()), Clock.systemUTC())
              .apply(fleet, inventory.hosts(), RunOptions.by("chaos"), new Steps());
      for (HostReport host : report.failed()) {
        System.out.println(host.failure());
      }
      System.out.println("changes " + report.changes() + " failed " + report.failed().size());
      System.out.flush();
    }
    System.exit(0);
  }
}
