package org.bbbfleet.provisioning.role;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Set;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.resource.Authority;

/**
 * What the fleet's programs prove themselves by to each other, kept beside the inventory in {@code
 * .fleet/} (mode 0700). Each is made once, when it is first asked for; of several runs that make it
 * at the same moment, one wins and the others take what it made.
 */
public final class FleetSecrets {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path directory;
  private final SecureRandom random = new SecureRandom();

  /**
   * The secrets of the fleet whose inventory is in a directory.
   *
   * @param inventoryDirectory the directory that gets {@code .fleet/}
   */
  public FleetSecrets(Path inventoryDirectory) {
    this.directory = requireNonNull(inventoryDirectory, "directory is null").resolve(".fleet");
  }

  /** Where they are kept. */
  public Path directory() {
    return directory;
  }

  /** The bearer token with which Alertmanager calls the service. */
  public Secret webhookToken() {
    return new Secret(once("webhook.token", this::token).stripTrailing());
  }

  /** The token with which an operator's command changes something through the service. */
  public Secret apiToken() {
    return new Secret(once("api.token", this::token).stripTrailing());
  }

  /** Where the hashes of named tokens are; {@code fleet token} writes it. */
  public Path namedTokensFile() {
    return directory.resolve("tokens.yaml");
  }

  /** The hashes of the tokens of people and programs, as the service reads them. */
  public String namedTokens() {
    Path file = namedTokensFile();
    try {
      return Files.exists(file) ? Files.readString(file) : "# Made by fleet token.\n{}\n";
    } catch (IOException e) {
      throw new FleetException(ErrorCategory.INPUT, file + " can't be read: " + e, e);
    }
  }

  /** What goes into the digests of plans, so that a saved plan tells nothing of what is secret. */
  public Secret planKey() {
    return new Secret(once("plan.key", this::token).stripTrailing());
  }

  /** What goes into the hashes of meetings' ids, so that nobody can try guesses on them. */
  public Secret meetingsSalt() {
    return new Secret(once("meetings.salt", this::token).stripTrailing());
  }

  /** The fleet's own certificate authority. Who loses it has every certificate made anew. */
  public Authority authority() {
    return Authority.read(new Secret(once("ca.pem", () -> Authority.create(Clock.systemUTC()))));
  }

  /** The healer's private key, OpenSSH format; each host lets it run one command only. */
  public Secret healerPrivateKey() {
    return new Secret(once("healer_ed25519", () -> SshKeys.newEd25519(random, "bbb-fleet-healer")));
  }

  /** The healer's public key: {@code ssh-ed25519 AAAA…}. */
  public String healerPublicKey() {
    return SshKeys.publicKeyOf(healerPrivateKey().reveal());
  }

  private String token() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
  }

  private String once(String name, java.util.function.Supplier<String> make) {
    Path file = directory.resolve(name);
    try {
      if (!Files.exists(file)) {
        prepare();
        Path temporary =
            Files.createTempFile(
                directory, "." + name, "", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
          Files.writeString(temporary, make.get(), StandardOpenOption.SYNC);
          // A link, unlike a rename, fails when somebody else's is already there.
          Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
          // Another run was faster: its secret is the fleet's.
        } finally {
          Files.delete(temporary);
        }
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "the fleet's secret " + file + " can't be used: " + e + ". Is the directory writable?",
          e);
    }
  }

  private void prepare() throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    Path ignore = directory.resolve(".gitignore");
    if (!Files.exists(ignore)) {
      Files.writeString(ignore, "*\n");
    }
  }
}
