package org.bbbfleet.core.shell;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How hosts are reached.
 *
 * @param knownHosts the file of known host keys, in OpenSSH's format
 * @param policy what to do with a key that is not in it
 * @param privateKey the key for hosts without {@code ansible_ssh_private_key_file}; without it
 *     OpenSSH's usual files in {@code ~/.ssh} are tried
 * @param baseDirectory what relative paths of key files are relative to
 * @param connectTimeout the longest that the TCP connection may take
 * @param loginTimeout the longest that connection, key exchange and login may take together
 * @param keepAlive how often a silent host is asked whether it is there; it is given up after five
 *     questions without an answer
 * @param localForcedCommand the program that {@code local} hosts run in place of every command, as
 *     a key bound to a forced command would
 */
public record SshOptions(
    Path knownHosts,
    HostKeyPolicy policy,
    Optional<Path> privateKey,
    Path baseDirectory,
    Duration connectTimeout,
    Duration loginTimeout,
    Duration keepAlive,
    Optional<Path> localForcedCommand) {

  public SshOptions {
    requireNonNull(knownHosts, "knownHosts is null");
    requireNonNull(policy, "policy is null");
    requireNonNull(privateKey, "privateKey is null");
    requireNonNull(baseDirectory, "baseDirectory is null");
    requireNonNull(connectTimeout, "connectTimeout is null");
    requireNonNull(loginTimeout, "loginTimeout is null");
    requireNonNull(keepAlive, "keepAlive is null");
    requireNonNull(localForcedCommand, "localForcedCommand is null");
  }

  /** Strict host keys, 10 s to connect, 30 s to log in, a question every 15 s. */
  public static SshOptions strict(Path knownHosts) {
    return new SshOptions(
        knownHosts,
        HostKeyPolicy.STRICT,
        Optional.empty(),
        Path.of(""),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(15),
        Optional.empty());
  }

  public SshOptions with(HostKeyPolicy other) {
    return new SshOptions(
        knownHosts,
        other,
        privateKey,
        baseDirectory,
        connectTimeout,
        loginTimeout,
        keepAlive,
        localForcedCommand);
  }

  public SshOptions withPrivateKey(Path file) {
    return new SshOptions(
        knownHosts,
        policy,
        Optional.of(file),
        baseDirectory,
        connectTimeout,
        loginTimeout,
        keepAlive,
        localForcedCommand);
  }

  /** Relative key files are relative to this directory. */
  public SshOptions withBaseDirectory(Path directory) {
    return new SshOptions(
        knownHosts,
        policy,
        privateKey,
        directory,
        connectTimeout,
        loginTimeout,
        keepAlive,
        localForcedCommand);
  }

  public SshOptions withTimeouts(Duration connect, Duration login) {
    return new SshOptions(
        knownHosts,
        policy,
        privateKey,
        baseDirectory,
        connect,
        login,
        keepAlive,
        localForcedCommand);
  }

  public SshOptions withKeepAlive(Duration interval) {
    return new SshOptions(
        knownHosts,
        policy,
        privateKey,
        baseDirectory,
        connectTimeout,
        loginTimeout,
        interval,
        localForcedCommand);
  }

  public SshOptions withLocalForcedCommand(Path program) {
    return new SshOptions(
        knownHosts,
        policy,
        privateKey,
        baseDirectory,
        connectTimeout,
        loginTimeout,
        keepAlive,
        Optional.of(program));
  }
}
