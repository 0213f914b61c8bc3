package org.bbbfleet.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.vault.PasswordSource;
import org.bbbfleet.core.vault.Vault;
import org.bbbfleet.core.vault.VaultException;
import org.bbbfleet.core.vault.VaultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet vault}: files encrypted as ansible-vault does it, readable by both. */
@Command(
    name = "vault",
    mixinStandardHelpOptions = true,
    description = "Secrets in files, encrypted as ansible-vault does it.",
    subcommands = {
      VaultCommand.Encrypt.class,
      VaultCommand.Decrypt.class,
      VaultCommand.View.class,
      VaultCommand.Edit.class,
      VaultCommand.Rekey.class
    })
public final class VaultCommand {
  private static final String STANDARD = "-";

  /** What all of them take. */
  abstract static class OnFiles implements Callable<Integer> {
    @Mixin VaultOptions passwords;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files.")
    List<Path> files;

    abstract void on(Path file, Vault vault);

    abstract String done();

    @Override
    public Integer call() {
      Vault vault = passwords.vault();
      for (Path file : files) {
        on(file, vault);
        if (!standard(file)) {
          Printable.complain(done() + " " + file);
        }
      }
      return 0;
    }
  }

  /** {@code fleet vault encrypt}. */
  @Command(
      name = "encrypt",
      mixinStandardHelpOptions = true,
      description = "Encrypts files in place, or standard input (-) to standard output.")
  static final class Encrypt extends OnFiles {
    @Option(
        names = "--encrypt-vault-id",
        paramLabel = "LABEL",
        defaultValue = "",
        description = "Which of several passwords to encrypt with (default: the first).")
    private String label;

    @Override
    void on(Path file, Vault vault) {
      if (standard(file)) {
        System.out.print(vault.seal(input(), label));
      } else {
        new VaultFile(file).encrypt(vault, label);
      }
    }

    @Override
    String done() {
      return "encrypted";
    }
  }

  /** {@code fleet vault decrypt}. */
  @Command(
      name = "decrypt",
      mixinStandardHelpOptions = true,
      description = "Decrypts files in place, or standard input (-) to standard output.")
  static final class Decrypt extends OnFiles {
    @Override
    void on(Path file, Vault vault) {
      if (standard(file)) {
        output(vault.open(new String(input(), StandardCharsets.ISO_8859_1)));
      } else {
        new VaultFile(file).decrypt(vault);
      }
    }

    @Override
    String done() {
      return "decrypted";
    }
  }

  /** {@code fleet vault view}. */
  @Command(
      name = "view",
      mixinStandardHelpOptions = true,
      description = "Prints what is in the vaults; nothing is written to a disk.")
  static final class View implements Callable<Integer> {
    @Mixin private VaultOptions passwords;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files.")
    private List<Path> files;

    @Override
    public Integer call() {
      Vault vault = passwords.vault();
      files.forEach(file -> output(new VaultFile(file).open(vault)));
      return 0;
    }
  }

  /** {@code fleet vault edit}. */
  @Command(
      name = "edit",
      mixinStandardHelpOptions = true,
      description = "Opens a vault in $VISUAL or $EDITOR and encrypts it again with its own label.")
  static final class Edit implements Callable<Integer> {
    @Mixin private VaultOptions passwords;

    @Parameters(paramLabel = "FILE", description = "The vault.")
    private Path file;

    @Override
    public Integer call() throws IOException, InterruptedException {
      Vault vault = passwords.vault();
      VaultFile target = new VaultFile(file);
      byte[] before = target.open(vault);
      Path directory =
          Files.createTempDirectory(
              VaultOptions.privateDirectory(),
              "fleet-vault",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path plain = directory.resolve(file.getFileName().toString());
      Thread cleaning = new Thread(() -> remove(directory));
      Runtime.getRuntime().addShutdownHook(cleaning);
      try {
        Files.write(plain, before);
        int code =
            new ProcessBuilder("sh", "-c", editor() + " \"$1\"", "sh", plain.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
          throw new VaultException("the editor failed; " + file + " was not changed");
        }
        byte[] after = Files.readAllBytes(plain);
        if (Arrays.equals(before, after)) {
          Printable.complain(file + " was not changed");
        } else {
          target.replace(vault, after);
          Printable.complain("encrypted " + file);
        }
        return 0;
      } finally {
        remove(directory);
        Runtime.getRuntime().removeShutdownHook(cleaning);
      }
    }

    private static String editor() {
      for (String variable : List.of("VISUAL", "EDITOR")) {
        String value = System.getenv(variable);
        if (value != null && !value.isBlank()) {
          return value;
        }
      }
      return "vi";
    }

    private static void remove(Path directory) {
      try (java.util.stream.Stream<Path> left = Files.list(directory)) {
        for (Path one : left.toList()) {
          Files.deleteIfExists(one);
        }
        Files.deleteIfExists(directory);
      } catch (IOException e) {
        if (Files.exists(directory)) {
          Printable.complain("remove " + directory + " yourself: it holds what was in the vault");
        }
      }
    }
  }

  /** {@code fleet vault rekey}. */
  @Command(
      name = "rekey",
      mixinStandardHelpOptions = true,
      description = "Encrypts vaults with another password.")
  static final class Rekey extends OnFiles {
    @Option(
        names = "--new-vault-password-file",
        paramLabel = "FILE",
        description = "The new password (default: ask).")
    private Path file;

    @Option(
        names = "--new-vault-id",
        paramLabel = "[LABEL@]SOURCE",
        description = "The same with a label.")
    private String identity;

    private final Function<String, Secret> asks;
    private Vault after;

    Rekey() {
      this(VaultOptions::askFor);
    }

    Rekey(Function<String, Secret> asks) {
      this.asks = asks;
    }

    @Override
    void on(Path vaulted, Vault before) {
      new VaultFile(vaulted).rekey(before, after());
    }

    @Override
    String done() {
      return "encrypted again";
    }

    private Vault after() {
      if (after == null) {
        Vault.Key key = source().key(this::askTwice);
        after = new Vault(() -> List.of(key), new SecureRandom());
      }
      return after;
    }

    private PasswordSource source() {
      if (identity != null) {
        return PasswordSource.parse(identity);
      }
      return file == null
          ? PasswordSource.prompt()
          : new PasswordSource(Vault.Key.DEFAULT, file.toString());
    }

    private Secret askTwice(String label) {
      Secret first = asks.apply("new");
      if (!first.matches(asks.apply("new, again").reveal())) {
        throw new VaultException("the two new passwords differ; nothing was changed");
      }
      return first;
    }
  }

  private static boolean standard(Path file) {
    return file.toString().equals(STANDARD);
  }

  private static byte[] input() {
    try {
      return System.in.readAllBytes();
    } catch (IOException e) {
      throw new VaultException("standard input can't be read", e);
    }
  }

  private static void output(byte[] text) {
    System.out.write(text, 0, text.length);
    System.out.flush();
  }
}
