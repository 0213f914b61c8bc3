package org.bbbfleet.core.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.inventory.InventoryReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we write Debian's {@code ansible-vault} reads, and the other way round. */
@Tag("system")
final class AnsibleVaultSystemTest {
  private static final String PASSWORD = "pass wörd";
  private static final Vault OURS =
      Vault.of(new Vault.Key(Vault.Key.DEFAULT, new Secret(PASSWORD)));

  @TempDir Path directory;
  private Path password;

  @BeforeEach
  void passwordFile() throws IOException {
    password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
  }

  @Test
  void ansibleReadsOurs() throws Exception {
    String plain = "db_password: 'ünicode'\n".repeat(300);
    Path file = Files.writeString(directory.resolve("private.yaml"), plain);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    new VaultFile(file).encrypt(OURS, "");

    assertThat(
            ansible(
                "ansible-vault",
                "view",
                "--vault-password-file",
                password.toString(),
                file.toString()))
        .isEqualTo(plain);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void weReadAnsibles() throws Exception {
    Path file = Files.writeString(directory.resolve("private.yaml"), "token: abc\n");
    ansible("ansible-vault", "encrypt", "--vault-id", "production@" + password, file.toString());

    assertThat(Files.readString(file)).contains(";production");
    assertThat(new VaultFile(file).open(OURS)).asString().isEqualTo("token: abc\n");
  }

  @Test
  void rekeyedByUsAnsibleReadsWithTheNewPasswordOnly() throws Exception {
    Path file = Files.writeString(directory.resolve("private.yaml"), "token: abc\n");
    ansible(
        "ansible-vault", "encrypt", "--vault-password-file", password.toString(), file.toString());
    Path other = Files.writeString(directory.resolve("other"), "other\n");
    new VaultFile(file)
        .rekey(OURS, Vault.of(new Vault.Key(Vault.Key.DEFAULT, new Secret("other"))));

    assertThat(
            ansible(
                "ansible-vault",
                "view",
                "--vault-password-file",
                other.toString(),
                file.toString()))
        .isEqualTo("token: abc\n");
  }

  @Test
  void anInventoryOfBothKindsIsReadAsAnsibleReadsIt() throws Exception {
    Path inventory = Files.writeString(directory.resolve("hosts"), "[bbb]\nbbb-1\n");
    Path variables = Files.createDirectories(directory.resolve("group_vars/bbb"));
    String inline =
        ansible(
            "ansible-vault",
            "encrypt_string",
            "--vault-password-file",
            password.toString(),
            "in {{ line }}",
            "--name",
            "inline_secret");
    Files.writeString(
        variables.resolve("main.yaml"), inline + "\nderived: '{{ whole_secret }}!'\n");
    Path whole = Files.writeString(variables.resolve("private.yaml"), "whole_secret: w\n");
    ansible(
        "ansible-vault", "encrypt", "--vault-password-file", password.toString(), whole.toString());

    assertThat(InventoryReader.read(inventory, OURS).host("bbb-1").orElseThrow().variables())
        .containsEntry("inline_secret", "in {{ line }}")
        .containsEntry("whole_secret", "w")
        .containsEntry("derived", "w!");
  }

  private String ansible(String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("HOME", directory.toString());
    Path errors = directory.resolve("errors");
    Process process = builder.redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(() -> read(errors)).isZero();
    return output;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
