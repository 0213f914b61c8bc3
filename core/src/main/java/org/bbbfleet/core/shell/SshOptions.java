package org.bbbfleet.core.shell;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** How hosts are reached, as far as the inventory and the SSH configuration don't say. */
public final class SshOptions {
  /** After how many questions without an answer a silent host is given up. */
  static final int KEEP_ALIVE_COUNT = 3;

  private final Path knownHosts;
  private HostKeyPolicy policy = HostKeyPolicy.STRICT;
  private Optional<Path> privateKey = Optional.empty();
  private Path baseDirectory = Path.of("");
  private Duration connectTimeout = Duration.ofSeconds(10);
  private Duration loginTimeout = Duration.ofSeconds(30);
  private Duration keepAlive = Duration.ofSeconds(15);
  private Optional<Path> localForcedCommand = Optional.empty();
  private SshConfig config = SshConfig.NONE;
  private Passphrases passphrases = Passphrases.NONE;
  private Optional<Path> agent = Optional.empty();

  private SshOptions(Path knownHosts) {
    this.knownHosts = knownHosts;
  }

  /**
   * Strict host keys, 10 s to connect, 30 s to log in, a question every 15 s; no SSH configuration,
   * no passphrases, no agent.
   *
   * @param knownHosts the file of known host keys, in OpenSSH's format
   */
  public static SshOptions strict(Path knownHosts) {
    return new SshOptions(requireNonNull(knownHosts, "knownHosts is null"));
  }

  private SshOptions changed(Consumer<SshOptions> change) {
    SshOptions copy = new SshOptions(knownHosts);
    copy.policy = policy;
    copy.privateKey = privateKey;
    copy.baseDirectory = baseDirectory;
    copy.connectTimeout = connectTimeout;
    copy.loginTimeout = loginTimeout;
    copy.keepAlive = keepAlive;
    copy.localForcedCommand = localForcedCommand;
    copy.config = config;
    copy.passphrases = passphrases;
    copy.agent = agent;
    change.accept(copy);
    return copy;
  }

  /** What to do with a key that is not known. */
  public SshOptions with(HostKeyPolicy other) {
    return changed(o -> o.policy = requireNonNull(other, "policy is null"));
  }

  /** The key for hosts without {@code ansible_ssh_private_key_file}. */
  public SshOptions withPrivateKey(Path file) {
    return changed(o -> o.privateKey = Optional.of(file));
  }

  /** Relative key files are relative to this directory. */
  public SshOptions withBaseDirectory(Path directory) {
    return changed(o -> o.baseDirectory = requireNonNull(directory, "baseDirectory is null"));
  }

  /**
   * Limits.
   *
   * @param connect the longest that the TCP connection may take
   * @param login the longest that connection, key exchange and login may take together
   */
  public SshOptions withTimeouts(Duration connect, Duration login) {
    return changed(
        o -> {
          o.connectTimeout = requireNonNull(connect, "connect is null");
          o.loginTimeout = requireNonNull(login, "login is null");
        });
  }

  /**
   * How often a silent host is asked whether it is there, in whole seconds; it is given up after
   * three questions without an answer.
   */
  public SshOptions withKeepAlive(Duration interval) {
    return changed(o -> o.keepAlive = requireNonNull(interval, "interval is null"));
  }

  /**
   * The program that {@code local} hosts run in place of every command, as a key bound to a forced
   * command would.
   */
  public SshOptions withLocalForcedCommand(Path program) {
    return changed(o -> o.localForcedCommand = Optional.of(program));
  }

  /** OpenSSH's configuration, for what the inventory does not say. */
  public SshOptions with(SshConfig other) {
    return changed(o -> o.config = requireNonNull(other, "config is null"));
  }

  /** Where passphrases of private keys come from, where the inventory has none. */
  public SshOptions with(Passphrases source) {
    return changed(o -> o.passphrases = requireNonNull(source, "passphrases is null"));
  }

  /** The socket of an ssh-agent, whose keys are tried too. */
  public SshOptions withAgent(Path socket) {
    return changed(o -> o.agent = Optional.of(socket));
  }

  Path knownHosts() {
    return knownHosts;
  }

  HostKeyPolicy policy() {
    return policy;
  }

  Optional<Path> privateKey() {
    return privateKey;
  }

  Path baseDirectory() {
    return baseDirectory;
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  Duration loginTimeout() {
    return loginTimeout;
  }

  Duration keepAlive() {
    return keepAlive;
  }

  Optional<Path> localForcedCommand() {
    return localForcedCommand;
  }

  SshConfig config() {
    return config;
  }

  Passphrases passphrases() {
    return passphrases;
  }

  Optional<Path> agent() {
    return agent;
  }
}
