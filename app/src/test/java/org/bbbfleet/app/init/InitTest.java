package org.bbbfleet.app.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bbbfleet.app.cli.FleetCommand;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.InventoryReader;
import org.bbbfleet.core.inventory.Reading;
import org.bbbfleet.core.vault.Vault;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.InventoryCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code fleet init} writes can be used at once, and holds nobody else's secrets. */
class InitTest {
  @TempDir Path temporary;

  private Path directory() {
    return temporary.resolve("fleet");
  }

  private List<String> write(Example example) {
    return new NewInventory(directory(), example, new SecureRandom()).write(Optional.empty());
  }

  private Reading reading() throws IOException {
    String password = Files.readString(directory().resolve(NewInventory.PASSWORD)).strip();
    return InventoryReader.examine(
        directory().resolve("hosts.ini"),
        Vault.of(new Vault.Key(Vault.Key.DEFAULT, new Secret(password))));
  }

  @ParameterizedTest
  @EnumSource
  void thereIsNothingToComplainOf(Example example) throws IOException {
    write(example);
    List<Problem> problems = InventoryCheck.check(reading(), Fleet.allRoles());
    assertThat(problems).allMatch(problem -> problem.severity() == Problem.Severity.INFO);
    for (Host host : reading().inventory().hosts()) {
      assertThat(host.address()).as(host.name()).startsWith("192.0.2.");
    }
    assertThat(reading().inventory().in("bbb")).isNotEmpty();
    assertThat(reading().inventory().in("monitoring")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void everyFileIsCommentedAndNamesNoRealPlace(Example example) throws IOException {
    for (String name : write(example)) {
      String text = Files.readString(directory().resolve(name));
      if (!Vault.isVault(text) && !name.equals(NewInventory.PASSWORD)) {
        assertThat(text).as(name).startsWith("# ").endsWith("\n").doesNotContain("{{", "{%");
        assertThat(text.lines().filter(line -> line.matches(".*(/home/|/root/|/work/).*")))
            .isEmpty();
        assertThat(text.lines().filter(line -> line.endsWith(" "))).as(name).isEmpty();
      }
    }
  }

  @Test
  void secretsAreNewEachTimeAndOnlyInTheVault() throws IOException {
    write(Example.HA);
    Set<Object> first = new HashSet<>();
    Example.HA
        .secrets()
        .forEach(
            (name, bytes) -> {
              try {
                Object value = reading().inventory().hosts().get(0).variables().get(name);
                assertThat(value.toString()).as(name).hasSize(2 * bytes);
                assertThat(first.add(value)).as(name).isTrue();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    try (Stream<Path> files = Files.walk(directory())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        assertThat(first).noneMatch(value -> text.contains(value.toString()));
      }
    }
    NewInventory again =
        new NewInventory(temporary.resolve("again"), Example.HA, new SecureRandom());
    again.write(Optional.empty());
    assertThat(Files.readString(temporary.resolve("again").resolve(NewInventory.PASSWORD)))
        .isNotEqualTo(Files.readString(directory().resolve(NewInventory.PASSWORD)));
  }

  @Test
  void thePasswordIsItsOwnersAndOutOfVersionControl() throws IOException {
    write(Example.STANDALONE);
    for (String secret : List.of(NewInventory.PASSWORD, "group_vars/all/private.yaml")) {
      assertThat(Files.getPosixFilePermissions(directory().resolve(secret)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    assertThat(Files.readString(directory().resolve(".gitignore")).lines())
        .contains(NewInventory.PASSWORD, ".fleet/");
  }

  @Test
  void aPasswordThatIsThereAlreadyIsTakenAndNotCopied() throws IOException {
    Path password = Files.writeString(temporary.resolve("password"), "known\n");
    int code =
        FleetCommand.run(
            "init",
            directory().toString(),
            "--from",
            "test",
            "--vault-password-file",
            password.toString());
    assertThat(code).isZero();
    assertThat(directory().resolve(NewInventory.PASSWORD)).doesNotExist();
    assertThat(
            FleetCommand.run(
                "inventory",
                "check",
                "-i",
                directory().resolve("hosts.ini").toString(),
                "--vault-password-file",
                password.toString()))
        .isZero();
  }

  @Test
  void aDirectoryThatIsNotEmptyIsLeftAsItIs() throws IOException {
    Files.createDirectories(directory());
    Files.writeString(directory().resolve("mine"), "x");
    assertThatThrownBy(() -> write(Example.TEST))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("is not empty");
    try (Stream<Path> files = Files.list(directory())) {
      assertThat(files).containsExactly(directory().resolve("mine"));
    }
  }

  @Test
  void aRepositoryThatIsStillEmptyWillDo() throws IOException {
    Files.createDirectories(directory().resolve(".git"));
    assertThat(write(Example.STANDALONE)).contains("hosts.ini");
  }

  @Test
  void aLayoutThatDoesNotExistIsAMistakeOfUsage() {
    assertThat(FleetCommand.run("init", directory().toString(), "--from", "big"))
        .isEqualTo(FleetCommand.USAGE);
    assertThat(directory()).doesNotExist();
  }
}
