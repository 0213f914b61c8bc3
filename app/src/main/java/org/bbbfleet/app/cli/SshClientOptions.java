package org.bbbfleet.app.cli;

import java.io.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.shell.Passphrases;
import org.bbbfleet.core.shell.SshConfig;
import org.bbbfleet.core.shell.SshOptions;
import picocli.CommandLine.Option;

/** What SSH takes from the person who runs a command: configuration, passphrases, agent. */
final class SshClientOptions {
  @Option(
      names = {"-F", "--ssh-config"},
      paramLabel = "FILE",
      description =
          "OpenSSH's configuration for hosts and jumps; none for no file (default: ~/.ssh/config"
              + " and /etc/ssh/ssh_config).")
  private String config;

  @Option(
      names = "--key-passphrase-file",
      paramLabel = "FILE",
      description = "A file with the passphrase of the private keys (default: ask on a terminal).")
  private Path passphraseFile;

  /** Adds all of it. */
  SshOptions add(SshOptions options) {
    SshOptions all = options.with(config()).with(passphrases());
    String socket = System.getenv("SSH_AUTH_SOCK");
    return socket == null || socket.isBlank() || !Files.exists(Path.of(socket))
        ? all
        : all.withAgent(Path.of(socket));
  }

  private SshConfig config() {
    if (config == null) {
      return SshConfig.standard();
    }
    return config.equals("none") ? SshConfig.NONE : SshConfig.of(Path.of(config));
  }

  private Passphrases passphrases() {
    if (passphraseFile != null) {
      return Passphrases.inFile(passphraseFile);
    }
    return System.console() == null ? Passphrases.NONE : SshClientOptions::ask;
  }

  private static Optional<Secret> ask(Path key, int attempt) {
    Console console = System.console();
    char[] typed =
        console.readPassword("%sPassphrase of %s: ", attempt == 0 ? "" : "It does not open. ", key);
    if (typed == null || typed.length == 0) {
      return Optional.empty();
    }
    Secret passphrase = new Secret(new String(typed));
    Arrays.fill(typed, ' ');
    return Optional.of(passphrase);
  }
}
