package org.bbbfleet.app.init;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.vault.Vault;
import org.bbbfleet.provisioning.role.Templates;

/** Writes the inventory that a fleet begins with: commented, with secrets of its own, vaulted. */
public final class NewInventory {
  /** Where the vault's password is kept, unless it is somewhere already. */
  public static final String PASSWORD = ".vault-password";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path directory;
  private final Example example;
  private final SecureRandom random;
  private final List<String> written = new ArrayList<>();

  /**
   * An inventory to be written.
   *
   * @param directory made if it is not there
   * @param random where secrets come from
   */
  public NewInventory(Path directory, Example example, SecureRandom random) {
    this.directory = requireNonNull(directory, "directory is null");
    this.example = requireNonNull(example, "example is null");
    this.random = requireNonNull(random, "random is null");
  }

  /**
   * Writes all files.
   *
   * @param key the vault's password, if there is one already; else one is made and kept beside the
   *     inventory
   * @return the files, relative to the directory
   * @throws FleetException (INPUT) when the directory holds something already, or can't be written
   */
  public List<String> write(Optional<Vault.Key> key) {
    try {
      refuseUnlessEmpty();
      Vault.Key vaultKey = key.isPresent() ? key.get() : newPassword();
      template("gitignore.j2", ".gitignore", Map.of());
      template("hosts/" + example.word() + ".ini.j2", "hosts.ini", Map.of());
      template(
          "group_vars/all.yaml.j2",
          "group_vars/all/main.yaml",
          Map.of("from", example.word(), "names", example.names()));
      secrets(vaultKey);
      template("group_vars/bbb.yaml.j2", "group_vars/bbb.yaml", Map.of());
      template("group_vars/monitoring.yaml.j2", "group_vars/monitoring.yaml", Map.of());
      if (example != Example.STANDALONE) {
        template("group_vars/scalelite.yaml.j2", "group_vars/scalelite.yaml", Map.of());
      }
      clusters();
      hosts();
      return List.copyOf(written);
    } catch (IOException e) {
      throw new FleetException(ErrorCategory.INPUT, directory + " can't be written: " + e, e);
    }
  }

  private void refuseUnlessEmpty() throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> entries = Files.list(directory)) {
        if (entries.anyMatch(entry -> !entry.endsWith(".git"))) {
          throw new FleetException(
              ErrorCategory.INPUT,
              directory + " is not empty. Name a directory that is empty or not yet there.");
        }
      }
    }
    Files.createDirectories(directory);
  }

  private Vault.Key newPassword() throws IOException {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    ownersFile(PASSWORD, password + "\n");
    return new Vault.Key(Vault.Key.DEFAULT, new Secret(password));
  }

  private void secrets(Vault.Key key) throws IOException {
    List<Map<String, Object>> entries = new ArrayList<>();
    example
        .secrets()
        .forEach(
            (name, bytes) -> {
              byte[] value = new byte[bytes];
              random.nextBytes(value);
              entries.add(Map.of("name", name, "value", HexFormat.of().formatHex(value)));
            });
    String plain =
        Templates.render(
            NewInventory.class, "group_vars/private.yaml.j2", Map.of("secrets", entries));
    ownersFile(
        "group_vars/all/private.yaml",
        Vault.of(key).seal(plain.getBytes(StandardCharsets.UTF_8), key.label()));
  }

  private void clusters() throws IOException {
    for (Example.Cluster cluster : example.clusters()) {
      String group = "pacemaker_" + cluster.group();
      template(
          "group_vars/pacemaker.yaml.j2",
          "group_vars/" + group + ".yaml",
          Map.of(
              "group", group,
              "cluster", cluster.name(),
              "members", IntStream.of(1, 2).mapToObj(i -> cluster.prefix() + "-" + i).toList(),
              "vip", Example.address(cluster),
              "resource", cluster.resource()));
    }
  }

  private void hosts() throws IOException {
    Map<String, String> addresses = example.addresses();
    if (addresses.isEmpty()) {
      boolean alone = example == Example.STANDALONE;
      host("bbb.yaml.j2", "bbb-1", "", alone ? "#" : "");
    }
    for (Map.Entry<String, String> host : addresses.entrySet()) {
      boolean bbb = host.getKey().startsWith("bbb-");
      host(bbb ? "bbb.yaml.j2" : "address.yaml.j2", host.getKey(), host.getValue(), "");
    }
  }

  private void host(String template, String name, String address, String comment)
      throws IOException {
    template(
        "host_vars/" + template,
        "host_vars/" + name + ".yaml",
        Map.of("name", name, "address", address, "comment", comment));
  }

  private void template(String template, String file, Map<String, Object> values)
      throws IOException {
    Path path = prepared(file);
    Files.writeString(
        path,
        Templates.render(NewInventory.class, template, values),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE);
  }

  private void ownersFile(String file, String content) throws IOException {
    Path path = prepared(file);
    Files.createFile(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(path, content);
  }

  private Path prepared(String file) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    written.add(file);
    return path;
  }
}
