package org.bbbfleet.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.inventory.InventoryReader;
import org.bbbfleet.core.inventory.Reading;
import org.bbbfleet.core.shell.HostKeyPolicy;
import org.bbbfleet.core.shell.KnownHosts;
import org.bbbfleet.core.shell.SshOptions;
import org.bbbfleet.core.shell.SshShells;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.InventoryCheck;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which fleet a command works on, and how its hosts are reached. */
public final class FleetOptions {
  @Option(
      names = {"-i", "--inventory"},
      paramLabel = "PATH",
      description = "Ansible's INI or YAML inventory, with group_vars and host_vars beside it.")
  private Path inventoryPath;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--limit",
      paramLabel = "PATTERN",
      description =
          "Only these hosts: names, groups, globs; ',' adds, '!' leaves out, '&' narrows.")
  String limit;

  @Option(
      names = "--private-key",
      paramLabel = "FILE",
      description =
          "The SSH key for hosts without ansible_ssh_private_key_file (default: the SSH"
              + " configuration's, an agent's and the keys in ~/.ssh).")
  Path privateKey;

  @Option(
      names = "--known-hosts",
      paramLabel = "FILE",
      description = "The hosts' keys (default: ~/.ssh/known_hosts).")
  Path knownHosts = Path.of(System.getProperty("user.home"), ".ssh", "known_hosts");

  @Option(
      names = "--accept-new-host-keys",
      description = "Trust the key of a host that was never seen. A changed key is always refused.")
  boolean acceptNewHostKeys;

  @Option(
      names = "--artifacts",
      paramLabel = "DIR",
      description =
          "Where fleet-<version>.tar.gz and the runtimes are (default: beside the program).")
  Path artifacts;

  @Mixin VaultOptions vault;
  @Mixin private SshClientOptions ssh = new SshClientOptions();

  /**
   * The inventory.
   *
   * @throws ParameterException when none was given: only a run by a service needs none
   */
  Path inventoryPath() {
    if (inventoryPath == null) {
      throw new ParameterException(
          command.commandLine(), "Missing required option: '--inventory=PATH'");
    }
    return inventoryPath;
  }

  /** The directory in which the inventory lives; {@code .fleet/} is made there. */
  Path directory() {
    return InventoryReader.directory(inventoryPath());
  }

  /** The option by which the inventory was named, for commands that are proposed. */
  String named() {
    return "-i " + inventoryPath();
  }

  Fleet fleet(Inventory inventory) {
    KnownHosts keys = new KnownHosts(knownHosts);
    return new Fleet(
        inventory, Fleet.allRoles(), new FleetSecrets(directory()), artifacts(), keys::lines);
  }

  /** The same, only to look at: build products and hosts' keys may be missing. */
  static Fleet lookedAt(Path inventoryPath, Inventory inventory) {
    return new Fleet(
        inventory,
        Fleet.allRoles(),
        new FleetSecrets(InventoryReader.directory(inventoryPath)),
        Artifacts.none(),
        host -> List.of());
  }

  /** What the inventory says, right or wrong. */
  Reading reading() {
    return InventoryReader.examine(inventoryPath(), vault.vault());
  }

  /** The inventory, to look at; its warnings go to standard error. */
  Inventory unchecked() {
    Reading reading = reading();
    return orThrow(reading, reading.problems());
  }

  /**
   * The inventory, to work with: checked as {@code fleet inventory check} does. Warnings go to
   * standard error.
   *
   * @throws ProblemsException with everything that is wrong, at once
   */
  Inventory inventory() {
    Reading reading = reading();
    return orThrow(reading, problems(reading));
  }

  /** What is wrong with the inventory, and with what is kept beside it. */
  List<Problem> problems(Reading reading) {
    return Stream.concat(
            InventoryCheck.check(reading, Fleet.allRoles()).stream(),
            lookedAt(inventoryPath(), reading.inventory()).problems().stream())
        .distinct()
        .toList();
  }

  private static Inventory orThrow(Reading reading, List<Problem> problems) {
    problems.stream()
        .filter(problem -> problem.severity() == Problem.Severity.WARNING)
        .forEach(warning -> Printable.complain(InventoryCheckCommand.line(warning)));
    List<Problem> errors =
        problems.stream().filter(p -> p.severity() == Problem.Severity.ERROR).toList();
    if (!errors.isEmpty()) {
      throw new ProblemsException(errors);
    }
    return reading.inventory();
  }

  SshShells shells() {
    SshOptions options =
        SshOptions.strict(knownHosts)
            .with(acceptNewHostKeys ? HostKeyPolicy.ACCEPT_NEW : HostKeyPolicy.STRICT)
            .withBaseDirectory(directory());
    if (privateKey != null) {
      options = options.withPrivateKey(privateKey.toAbsolutePath());
    }
    return new SshShells(ssh.add(options));
  }

  private Artifacts artifacts() {
    Path home = Path.of(System.getProperty("fleet.home", "."));
    Path beside = Optional.ofNullable(home.toAbsolutePath().getParent()).orElse(home);
    String told = System.getenv("FLEET_ARTIFACTS");
    return Artifacts.in(artifacts != null ? artifacts : told != null ? Path.of(told) : beside);
  }
}
