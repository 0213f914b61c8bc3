package org.bbbfleet.app.cli;

import java.io.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.vault.PasswordSource;
import org.bbbfleet.core.vault.Vault;
import org.bbbfleet.core.vault.VaultException;
import picocli.CommandLine.Option;

/** Where the passwords of ansible-vault come from: Ansible's own options and variables. */
final class VaultOptions {
  private static final String FILE = "ANSIBLE_VAULT_PASSWORD_FILE";
  private static final String IDENTITIES = "ANSIBLE_VAULT_IDENTITY_LIST";

  @Option(
      names = {"--vault-password-file", "--vault-pass-file"},
      paramLabel = "FILE",
      description =
          "A file with the vault's password, or a program that prints it (or "
              + FILE
              + " in the environment).")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--vault-id",
      paramLabel = "[LABEL@]SOURCE",
      description = "The same with a label; the source may be prompt. May be repeated.")
  private List<String> identities = new ArrayList<>();

  @Option(
      names = {"-J", "--ask-vault-pass", "--ask-vault-password"},
      description = "Ask for the vault's password.")
  private boolean ask;

  /** The vault; nobody is asked before something encrypted is met. */
  Vault vault() {
    List<PasswordSource> sources = sources(System.getenv());
    return new Vault(
        () -> sources.stream().map(s -> s.key(VaultOptions::askFor)).toList(), new SecureRandom());
  }

  private List<PasswordSource> sources(Map<String, String> environment) {
    List<PasswordSource> sources = new ArrayList<>();
    identities.forEach(i -> sources.add(PasswordSource.parse(i)));
    files.forEach(f -> sources.add(new PasswordSource(Vault.Key.DEFAULT, f.toString())));
    if (ask) {
      sources.add(PasswordSource.prompt());
    }
    if (sources.isEmpty()) {
      for (String one : environment.getOrDefault(IDENTITIES, "").split(",")) {
        if (!one.isBlank()) {
          sources.add(PasswordSource.parse(one.strip()));
        }
      }
      String file = environment.getOrDefault(FILE, "");
      if (!file.isBlank()) {
        String home = System.getProperty("user.home");
        sources.add(new PasswordSource(Vault.Key.DEFAULT, file.replaceFirst("^~(?=/)", home)));
      }
    }
    return sources;
  }

  static Secret askFor(String label) {
    Console console = System.console();
    if (console == null) {
      throw new VaultException(
          "there is no terminal to ask for the vault password on. Give --vault-password-file FILE");
    }
    char[] typed =
        console.readPassword(
            "Vault password%s: ", label.equals(Vault.Key.DEFAULT) ? "" : " (" + label + ")");
    if (typed == null) {
      throw new VaultException("no vault password was typed");
    }
    return new Secret(new String(typed));
  }

  /** Whether a directory that lives in memory is there, for plain text that must not hit a disk. */
  static Path privateDirectory() {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }
}
