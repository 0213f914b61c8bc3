package org.bbbfleet.core.vault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bbbfleet.core.config.Secret;

/**
 * Where a vault's password comes from, written as Ansible has it: {@code [LABEL@]SOURCE}, where the
 * source is {@code prompt}, a file that holds the password, or an executable file that prints it.
 *
 * @param label the label of the vaults that it writes
 * @param source {@code prompt} or a path
 */
public record PasswordSource(String label, String source) {
  private static final String PROMPT = "prompt";
  private static final int LONGEST = 64 * 1024;
  private static final long SECONDS = 60;

  /** Reads {@code [LABEL@]SOURCE}. */
  public static PasswordSource parse(String text) {
    int at = text.indexOf('@');
    return at <= 0
        ? new PasswordSource(Vault.Key.DEFAULT, text.substring(at + 1))
        : new PasswordSource(text.substring(0, at), text.substring(at + 1));
  }

  /** A person is asked. */
  public static PasswordSource prompt() {
    return new PasswordSource(Vault.Key.DEFAULT, PROMPT);
  }

  /**
   * The key itself.
   *
   * @param ask asks a person, given the label
   * @throws VaultException when the source gives none
   */
  public Vault.Key key(Function<String, Secret> ask) {
    Secret password = source.equals(PROMPT) ? ask.apply(label) : fromFile(Path.of(source));
    if (password.reveal().isEmpty()) {
      throw new VaultException("the vault password from " + source + " is empty");
    }
    return new Vault.Key(label, password);
  }

  private Secret fromFile(Path file) {
    try {
      byte[] bytes = Files.isExecutable(file) ? printed(file) : head(Files.newInputStream(file));
      return new Secret(new String(bytes, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new VaultException("the vault password can't be read from " + file, e);
    }
  }

  private byte[] printed(Path script) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(script.toAbsolutePath().toString());
    if (script.getFileName().toString().matches(".*-client(\\..*)?")) {
      builder.command().addAll(java.util.List.of("--vault-id", label));
    }
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      process.getOutputStream().close();
      byte[] bytes = head(process.getInputStream());
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new VaultException(script + " gave no vault password: it failed");
      }
      return bytes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VaultException(script + " gave no vault password: interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static byte[] head(InputStream stream) throws IOException {
    try (stream) {
      return stream.readNBytes(LONGEST);
    }
  }
}
