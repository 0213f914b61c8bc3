package org.bbbfleet.app.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bbbfleet.app.init.Example;
import org.bbbfleet.app.init.NewInventory;
import org.bbbfleet.core.vault.PasswordSource;
import org.bbbfleet.core.vault.Vault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet init}: the inventory that a fleet begins with. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description =
        "Writes the inventory that a fleet begins with: commented, with secrets of its own,"
            + " encrypted as ansible-vault does it. Nothing is contacted.")
public final class InitCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Where; it must be empty or not yet there.")
  private Path directory;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "LAYOUT",
      completionCandidates = Layouts.class,
      description =
          "standalone: one server and who watches it; test: one host for each service; ha: two of"
              + " each, behind balancers; drbd: pairs with mirrored disks.")
  private String from;

  @Option(
      names = {"--vault-password-file", "--vault-pass-file"},
      paramLabel = "FILE",
      description =
          "A file with the vault's password, or a program that prints it (default: a new password,"
              + " in DIR/"
              + NewInventory.PASSWORD
              + ", which .gitignore keeps out of version control).")
  private Path password;

  @picocli.CommandLine.Spec private picocli.CommandLine.Model.CommandSpec spec;

  /** The words that --from takes. */
  static final class Layouts implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Example.words().iterator();
    }
  }

  @Override
  public Integer call() {
    Example example = example();
    Optional<Vault.Key> key =
        Optional.ofNullable(password)
            .map(
                file ->
                    new PasswordSource(Vault.Key.DEFAULT, file.toString())
                        .key(VaultOptions::askFor));
    List<String> files = new NewInventory(directory, example, new SecureRandom()).write(key);
    files.forEach(file -> Printable.print("  + " + directory.resolve(file)));
    Path told = password == null ? directory.resolve(NewInventory.PASSWORD) : password;
    String inventory = directory.resolve("hosts.ini").toString();
    Printable.print(
        """
        %d files. Nothing was contacted. Next: put your addresses into %s%s, then

          export ANSIBLE_VAULT_PASSWORD_FILE=%s
          fleet inventory check -i %s
          fleet provision -i %s --accept-new-host-keys --check
          fleet provision -i %s\
        """
            .formatted(
                files.size(),
                inventory,
                example == Example.HA || example == Example.DRBD ? " and host_vars/" : "",
                told,
                inventory,
                inventory,
                inventory));
    if (password == null) {
      Printable.print(
          "\nKeep a copy of " + told + " in a safe place: without it the secrets are lost.");
    }
    return 0;
  }

  private Example example() {
    for (Example one : Example.values()) {
      if (one.word().equals(from)) {
        return one;
      }
    }
    throw new picocli.CommandLine.ParameterException(
        spec.commandLine(),
        "--from "
            + from
            + ": there is no such layout. Choose one of "
            + String.join(", ", Example.words())
            + ".");
  }
}
