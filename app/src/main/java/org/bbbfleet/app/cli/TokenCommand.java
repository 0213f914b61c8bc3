package org.bbbfleet.app.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.bbbfleet.app.service.api.Access;
import org.bbbfleet.app.service.api.Caller;
import org.bbbfleet.app.service.api.Tokens;
import org.bbbfleet.app.service.api.TokensFile;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.InventoryReader;
import org.bbbfleet.provisioning.role.FleetSecrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet token}: tokens of people and programs for the service's API and console. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Tokens of people and programs for the service. Only their hashes are kept.",
    footer = {"", "fleet provision takes changes to the service."},
    subcommands = {TokenCommand.Add.class, TokenCommand.Show.class, TokenCommand.Remove.class})
public final class TokenCommand {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** The fleet whose tokens they are. */
  static final class Place {
    @Option(
        names = {"-i", "--inventory"},
        paramLabel = "PATH",
        required = true,
        description = "The inventory; tokens are kept in .fleet/ beside it.")
    private Path inventory;

    private Path file() {
      return new FleetSecrets(InventoryReader.directory(inventory)).namedTokensFile();
    }

    List<Tokens.Token> read() {
      return Files.exists(file()) ? TokensFile.load(file()) : List.of();
    }

    /** Reads, changes and writes them, alone: of two at once each sees what the other did. */
    void change(UnaryOperator<List<Tokens.Token>> change) {
      Path lock = file().resolveSibling(".tokens.lock");
      try {
        Files.createDirectories(
            lock.getParent(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (FileChannel channel =
                FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = wait(channel, lock)) {
          write(change.apply(read()));
        }
      } catch (IOException e) {
        throw new FleetException(ErrorCategory.INPUT, lock + " can't be locked: " + e, e);
      }
    }

    private static FileLock wait(FileChannel channel, Path lock) throws IOException {
      long end = System.nanoTime() + LONGEST_WAIT.toNanos();
      while (true) {
        FileLock held = tried(channel);
        if (held != null) {
          return held;
        }
        if (System.nanoTime() > end) {
          throw new FleetException(
              ErrorCategory.BUSY, "another fleet token is at work: it holds " + lock);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }

    // Within one process the other's lock is told by an exception.
    private static FileLock tried(FileChannel channel) throws IOException {
      try {
        return channel.tryLock();
      } catch (OverlappingFileLockException e) {
        return null;
      }
    }

    private void write(List<Tokens.Token> tokens) {
      Path file = file();
      try {
        Path temporary =
            Files.createTempFile(
                file.getParent(),
                ".tokens",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, TokensFile.write(tokens));
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new FleetException(ErrorCategory.INPUT, file + " can't be written: " + e, e);
      }
    }
  }

  /** Makes one. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Makes a token and prints it, once. A name that is there gets a new one.")
  static final class Add implements Callable<Integer> {
    @picocli.CommandLine.Mixin private Place place;

    @Parameters(paramLabel = "NAME", description = "Whose it is; recorded with what it does.")
    private String name;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        required = true,
        description = "viewer, operator, approver or admin; each may do what those before it may.")
    private String role;

    @Override
    public Integer call() {
      Access access =
          Access.named(role)
              .orElseThrow(
                  () -> input("--role must be viewer, operator, approver or admin, not " + role));
      if (!TokensFile.NAME.matcher(name).matches()) {
        throw input("a name has letters, digits and . _ @ -, and up to 64 of them");
      }
      byte[] bytes = new byte[32];
      new SecureRandom().nextBytes(bytes);
      String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      place.change(
          before -> {
            List<Tokens.Token> tokens = new ArrayList<>(before);
            tokens.removeIf(other -> other.name().equals(name));
            tokens.add(new Tokens.Token(name, access, Caller.Identity.KNOWN, Tokens.hash(token)));
            return tokens;
          });
      Terminal.standard().line(token);
      Printable.complain(
          name
              + " is "
              + access.label()
              + " (may do "
              + access.says()
              + ") once fleet provision has told the service. This is the only time that the token"
              + " is shown.");
      return 0;
    }
  }

  /** Lists them. */
  @Command(name = "list", mixinStandardHelpOptions = true, description = "Names and roles.")
  static final class Show implements Callable<Integer> {
    @picocli.CommandLine.Mixin private Place place;

    @Override
    public Integer call() {
      Table table = new Table("NAME", "ROLE");
      place.read().forEach(token -> table.row(token.name(), token.access().label()));
      table.lines().forEach(Terminal.standard()::line);
      return 0;
    }
  }

  /** Takes one back. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Takes a token back; fleet provision tells the service.")
  static final class Remove implements Callable<Integer> {
    @picocli.CommandLine.Mixin private Place place;

    @Parameters(paramLabel = "NAME", description = "Whose it is.")
    private String name;

    @Override
    public Integer call() {
      place.change(
          before -> {
            List<Tokens.Token> tokens = new ArrayList<>(before);
            if (!tokens.removeIf(token -> token.name().equals(name))) {
              throw input("there is no token of " + name);
            }
            return tokens;
          });
      return 0;
    }
  }

  private static FleetException input(String message) {
    return new FleetException(ErrorCategory.INPUT, message);
  }
}
