package org.bbbfleet.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fleet inventory} shows of values that are made of encrypted ones. */
class InventoryCommandTest {
  @TempDir Path directory;

  private String run(String... words) {
    PrintStream out = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      assertThat(FleetCommand.run(words)).isZero();
      return said.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(out);
    }
  }

  @Test
  void numbersWithoutEndAreNoTexts() throws Exception {
    Path hosts = Files.writeString(directory.resolve("hosts.yaml"), "all: {hosts: {a: {x: .inf}}}");
    assertThat(run("inventory", "host", "a", "--json", "-i", hosts.toString()))
        .contains("\"x\" : Infinity");
  }

  @Test
  void aValueMadeOfAnEncryptedOneIsNotShown() throws Exception {
    Vault vault = Vault.of(new Vault.Key(Vault.Key.DEFAULT, new Secret("password")));
    String sealed = vault.seal("s3cret".getBytes(StandardCharsets.UTF_8), Vault.Key.DEFAULT);
    Path password = Files.writeString(directory.resolve("password"), "password\n");
    Files.createDirectories(directory.resolve("group_vars"));
    Path hosts = Files.writeString(directory.resolve("hosts"), "a ansible_host='h-{{ secret }}'\n");
    Files.writeString(
        directory.resolve("group_vars/all.yaml"),
        "secret: !vault |\n"
            + sealed.strip().indent(2)
            + "usesvault: 'pre-{{ secret }}'\nopen: 'pre-{{ inventory_hostname }}'\n");
    String of = "--vault-password-file=" + password;

    String host = run("inventory", "host", "a", "-i", hosts.toString(), of);
    assertThat(host)
        .containsPattern("secret +\\(encrypted\\)")
        .containsPattern("usesvault +\\(encrypted\\)")
        .containsPattern("open +pre-a")
        .doesNotContain("s3cret");
    assertThat(run("inventory", "list", "-i", hosts.toString(), of))
        .containsPattern("a +\\(encrypted\\)")
        .doesNotContain("s3cret");
    assertThat(run("inventory", "host", "a", "--json", "-i", hosts.toString(), of))
        .contains("__ansible_vault", "pre-{{ secret }}")
        .doesNotContain("s3cret");
  }
}
