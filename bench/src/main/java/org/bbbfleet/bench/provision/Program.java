package org.bbbfleet.bench.provision;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.inventory.InventoryReader;
import org.bbbfleet.core.shell.KnownHosts;
import org.bbbfleet.core.shell.SshConfig;
import org.bbbfleet.core.shell.SshOptions;
import org.bbbfleet.core.shell.SshShells;
import org.bbbfleet.core.shell.WarmUp;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.core.vault.Vault;
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.Provisioner;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;

/**
 * What {@code fleet plan} and {@code fleet provision} do, with the benchmark's role alone: reads
 * the inventory, opens the store, connects, plans, applies. Its whole life is what is measured.
 */
final class Program {
  private Program() {}

  /**
   * Runs once.
   *
   * @param arguments {@code plan} or {@code apply}, the inventory, the known hosts, the number of
   *     hosts at once
   */
  public static void main(String[] arguments) {
    WarmUp.start();
    Path inventoryFile = Path.of(arguments[1]);
    Path directory = inventoryFile.toAbsolutePath().getParent();
    Path knownHosts = Path.of(arguments[2]);
    RunOptions options = RunOptions.by("bench").forks(Integer.parseInt(arguments[3]));
    Inventory inventory = InventoryReader.read(inventoryFile, Vault.closed());
    Fleet fleet =
        new Fleet(
            inventory,
            List.of(new BenchRole()),
            new FleetSecrets(directory),
            new Artifacts(Artifact.of(inventoryFile), Map.of()),
            new KnownHosts(knownHosts)::lines);
    SshShells shells =
        new SshShells(
            SshOptions.strict(knownHosts).withBaseDirectory(directory).with(SshConfig.standard()));
    try (Store store = Store.open(directory.resolve(".fleet").resolve("fleet.db"))) {
      Provisioner provisioner =
          new Provisioner(shells, Leases.in(store, Clock.systemUTC()), Clock.systemUTC());
      RunReport report =
          arguments[0].equals("plan")
              ? provisioner.plan(fleet, inventory.hosts(), options, RunListener.NONE)
              : provisioner.apply(fleet, inventory.hosts(), options, RunListener.NONE);
      for (HostReport host : report.failed()) {
        System.out.println(host.failure());
      }
      System.out.println("changes " + report.changes() + " in " + report.took().toMillis() + " ms");
      System.out.flush();
      if (!report.failed().isEmpty()) {
        System.exit(1);
      }
    }
  }
}
