package org.bbbfleet.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** We read inventories as Debian's {@code ansible-inventory} does. */
@Tag("system")
final class AnsibleInventorySystemTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "test", "ha"})
  void theExamplesAreTheSame(String name) throws Exception {
    Path seed =
        Path.of(System.getProperty("fleet.root", ".."), "..", "shared", "seed", "inventory");
    assumeTrue(Files.isDirectory(seed), "the example inventories are not there: " + seed);
    String hosts = Files.readString(seed.resolve("hosts-" + name));
    if (name.equals("standalone")) { // Ansible refuses the two groups that nothing defines
      hosts = "[drbd_redis_peertube]\n[drbd_redis_scalelite]\n" + hosts;
    }
    Path inventory = Files.writeString(directory.resolve("hosts"), hosts);
    Path variables = Files.createDirectory(directory.resolve("group_vars"));
    try (Stream<Path> files = Files.list(seed.resolve("group_vars-" + name))) {
      for (Path file : files.toList()) {
        Files.copy(file, variables.resolve(file.getFileName()));
      }
    }
    compare(inventory);
  }

  @Test
  void aNastyOneIsTheSame() throws Exception {
    Path inventory =
        file(
            "hosts",
            """
            # comment
            lonely ansible_host=10.0.0.1 ansible_port=2222
            web[01:03].example.org number=007 text="a b" single='x # y' list=[1,'two',{'k':None}]
            [web]
            web[01:03].example.org
            db-[a:c:2]
            [db]
            db-[a:c:2] flag=True octal=0o17 float=1.50 empty= quoted="'q'"
            [db:vars]
            level=db
            dict={'a': [1, 2], "b": (3, 4)}
            path=/a b/c
            [both:children]
            web
            db
            [both:vars]
            level=both
            ansible_group_priority=5
            [site:children]
            both
            [all:vars]
            level=all
            templated={{ level }}-x
            """);
    file("group_vars/all.yaml", "from_file: [1, ~, yes, '0x10', 0x10, 1_000, 2001-01-01]\n");
    file("group_vars/db/a.yml", "merged: a\nlevel: file-a\n");
    file("group_vars/db/b.yml", "merged: b\nnested: {deep: {deeper: '{{ level }}'}}\n");
    file("host_vars/db-a.yml", "level: host\nraw: !unsafe '{{ not }}'\n");
    compare(inventory);
  }

  @Test
  void aYamlOneIsTheSame() throws Exception {
    Path inventory =
        file(
            "hosts.yaml",
            """
            all:
              hosts:
                lonely:
              vars: {level: all}
              children:
                web:
                  hosts:
                    web[1:2]: {ansible_port: 23}
                  vars: {level: web}
                site:
                  children:
                    web:
                    db: {hosts: {db-1: {x: &a [1, 2], y: *a}}}
            """);
    compare(inventory);
  }

  private Path file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void compare(Path inventory) throws Exception {
    AnsibleView ours = new AnsibleView(InventoryReader.read(inventory));
    JsonNode theirs = JSON.readTree(ansible(inventory, "--list"));
    assertThat(JSON.<JsonNode>valueToTree(ours.list())).isEqualTo(theirs);
    assertThat(String.join("\n", ours.graph()) + "\n").isEqualTo(ansible(inventory, "--graph"));
    String host = InventoryReader.read(inventory).hosts().get(0).name();
    assertThat(JSON.<JsonNode>valueToTree(ours.host(host)))
        .isEqualTo(JSON.readTree(ansible(inventory, "--host", host)));
  }

  private String ansible(Path inventory, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("ansible-inventory", "-i", inventory.toString()));
    words.addAll(List.of(options));
    Path errors = directory.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(directory.toFile()).redirectError(errors.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("HOME", directory.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("see %s: %s", errors, Files.readString(errors)).isZero();
    return output;
  }
}
