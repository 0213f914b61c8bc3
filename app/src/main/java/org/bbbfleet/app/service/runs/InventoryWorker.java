package org.bbbfleet.app.service.runs;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bbbfleet.app.service.ServeConfig;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.inventory.InventoryLimit;
import org.bbbfleet.core.inventory.InventoryReader;
import org.bbbfleet.core.inventory.Reading;
import org.bbbfleet.core.shell.HostKeyPolicy;
import org.bbbfleet.core.shell.KnownHosts;
import org.bbbfleet.core.shell.SshOptions;
import org.bbbfleet.core.shell.SshShells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.vault.PasswordSource;
import org.bbbfleet.core.vault.Vault;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.InventoryCheck;
import org.bbbfleet.provisioning.run.OnceMarks;
import org.bbbfleet.provisioning.run.Provisioner;
import org.bbbfleet.provisioning.run.RunControl;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;

/** Runs from the inventory and with the operator's key that the service was given. */
public final class InventoryWorker implements RunWorker {
  private final ServeConfig.Provisioning config;
  private final Leases leases;
  private final OnceMarks marks;
  private final Clock clock;
  private final Predicate<Host> chosen;

  /**
   * A worker.
   *
   * @param marks what has happened once in the fleet, as all operators' runs know it
   */
  public InventoryWorker(
      ServeConfig.Provisioning config, Leases leases, OnceMarks marks, Clock clock) {
    this(config, leases, marks, clock, host -> true);
  }

  private InventoryWorker(
      ServeConfig.Provisioning config,
      Leases leases,
      OnceMarks marks,
      Clock clock,
      Predicate<Host> chosen) {
    this.config = config;
    this.leases = leases;
    this.marks = marks;
    this.clock = clock;
    this.chosen = chosen;
  }

  @Override
  public Fleet fleet() {
    Reading reading = InventoryReader.examine(config.inventory(), vault());
    orThrow(InventoryCheck.check(reading, Fleet.allRoles()));
    KnownHosts keys = new KnownHosts(config.knownHosts());
    Path home = Path.of(System.getProperty("fleet.home", ".")).toAbsolutePath();
    Path beside = Optional.ofNullable(home.getParent()).orElse(home);
    Fleet fleet =
        new Fleet(
            reading.inventory(),
            Fleet.allRoles(),
            new FleetSecrets(directory()),
            Artifacts.in(config.artifacts().orElse(beside)),
            keys::lines);
    orThrow(fleet.problems());
    return fleet;
  }

  private static void orThrow(List<Problem> problems) {
    List<Problem> errors =
        problems.stream().filter(problem -> problem.severity() == Problem.Severity.ERROR).toList();
    if (!errors.isEmpty()) {
      throw new FleetException(ErrorCategory.INPUT, new ProblemsException(errors).getMessage());
    }
  }

  @Override
  public RunWorker only(String host, String holder) {
    Leases inherited = holder.isEmpty() ? leases : new InheritedLease(leases, host, holder);
    return new InventoryWorker(config, inherited, marks, clock, one -> one.name().equals(host));
  }

  private Path directory() {
    return InventoryReader.directory(config.inventory());
  }

  private Vault vault() {
    return config
        .vaultPassword()
        .map(
            file ->
                new Vault(
                    () ->
                        List.of(
                            new PasswordSource(Vault.Key.DEFAULT, file.toString())
                                .key(InventoryWorker::nobodyToAsk)),
                    new SecureRandom()))
        .orElseGet(Vault::closed);
  }

  private static Secret nobodyToAsk(String label) {
    throw new FleetException(
        ErrorCategory.INPUT, "the service can ask nobody for the vault's password");
  }

  @Override
  public RunReport run(
      RunReport.Kind kind,
      Fleet fleet,
      RunOptions options,
      RunListener listener,
      RunControl control) {
    Inventory inventory = fleet.inventory();
    List<Host> hosts =
        options.limit().isEmpty()
            ? inventory.hosts()
            : InventoryLimit.select(inventory, options.limit());
    SshOptions ssh =
        SshOptions.strict(config.knownHosts())
            .with(HostKeyPolicy.STRICT)
            .withBaseDirectory(directory())
            .withPrivateKey(config.key());
    return new Provisioner(new SshShells(ssh), leases, marks, clock)
        .run(kind, fleet, hosts.stream().filter(chosen).toList(), options, listener, control);
  }
}
