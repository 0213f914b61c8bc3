package org.bbbfleet.provisioning.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.provisioning.resource.Resources.noRepository;
import static org.bbbfleet.provisioning.resource.Resources.packages;
import static org.bbbfleet.provisioning.resource.Resources.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.packages.Command.Output;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Packages and their repositories on a real Debian host, with small packages made for it. */
@Tag("system")
@TestMethodOrder(MethodOrderer.Random.class)
final class PackagesSystemTest {
  private static final String URI = "file:/srv/repository";

  @TempDir static Path directory;
  private static LibraryHost host;
  private static String key;
  private static String otherKey;

  @BeforeAll
  static void up() throws IOException {
    host = LibraryHost.up("packages");
    host.on(
        """
        set -e
        make() {
          d=$(mktemp -d)
          chmod 0755 "$d"
          mkdir -p "$d/DEBIAN" "$d/etc"
          echo "$1 $2" >"$d/etc/$1.conf"
          echo "/etc/$1.conf" >"$d/DEBIAN/conffiles"
          printf 'Package: %s\\nVersion: %s\\nArchitecture: all\\nMaintainer: T <t@example.org>\\n%sDescription: test\\n' \\
            "$1" "$2" "$3" >"$d/DEBIAN/control"
          printf '#!/bin/sh\\n[ ! -e /run/crash-once ] || { rm /run/crash-once; kill -9 $PPID; }\\n' \\
            >"$d/DEBIAN/postinst"
          chmod 0755 "$d/DEBIAN/postinst"
          mkdir -p /srv/repository
          dpkg-deb --build "$d" "/srv/repository/$1_$2.deb" >/dev/null
          { cat "$d/DEBIAN/control"
            echo "Filename: ./$1_$2.deb"
            echo "Size: $(stat -c %s "/srv/repository/$1_$2.deb")"
            echo "SHA256: $(sha256sum "/srv/repository/$1_$2.deb" | cut -d' ' -f1)"
            echo; } >>/srv/repository/Packages
          rm -r "$d"
        }
        make lab-base 1.0 ''
        make lab-base 1.1 ''
        make lab-base 2.0 ''
        make lab-above 1 'Depends: lab-base
        '
        make lab-crash 1 ''
        cd /srv/repository
        { echo 'SHA256:'; echo " $(sha256sum Packages | cut -d' ' -f1) $(stat -c %s Packages) Packages"; } >Release
        chmod -R a+rX /srv
        """);
    Files.writeString(directory.resolve("Release"), host.on("cat /srv/repository/Release") + "\n");
    key = newKey("right");
    otherKey = newKey("wrong");
    gpg(
        "right",
        "-o",
        directory.resolve("InRelease").toString(),
        "--clearsign",
        directory.resolve("Release").toString());
    String signed =
        Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve("InRelease")));
    host.on("umask 022; echo " + signed + " | base64 -d >/srv/repository/InRelease");
  }

  @AfterAll
  static void down() {
    if (host != null) {
      host.close();
    }
  }

  private static String newKey(String name) throws IOException {
    Files.createDirectories(directory.resolve(name));
    gpg(name, "--passphrase", "", "--quick-gen-key", name + "@example.org", "ed25519", "sign", "0");
    Path out = directory.resolve(name + ".asc");
    gpg(name, "-o", out.toString(), "--armor", "--export");
    return Files.readString(out);
  }

  private static void gpg(String home, String... arguments) {
    List<String> line =
        new ArrayList<>(List.of("gpg", "--homedir", directory.resolve(home).toString()));
    line.addAll(
        List.of("--batch", "--yes", "--quiet", "--no-autostart", "--pinentry-mode", "loopback"));
    line.remove("--no-autostart");
    line.addAll(List.of(arguments));
    Output output = org.bbbfleet.lab.packages.Command.of(line.toArray(String[]::new)).run();
    assertThat(output.ok()).as(output.tail()).isTrue();
  }

  private static Repository wanted() {
    return repository("lab", URI, key, "./");
  }

  private static String installed(String name) {
    return host.on(
        "dpkg-query -W -f='${db:Status-Abbrev}${Version}' " + name + " 2>/dev/null || :");
  }

  @Test
  void aRepositoryComesWithItsKeyDriftsAndGoes() {
    host.apply(packages("lab-base", "lab-above").purged(), noRepository("lab"));
    assertThat(host.apply(wanted(), packages("lab-base")))
        .containsExactly("+ repository lab   file:/srv/repository ./", "+ packages lab-base");
    assertThat(installed("lab-base")).isEqualTo("ii 2.0");

    host.on(
        "echo >>/etc/apt/sources.list.d/bbb-fleet-lab.sources; rm"
            + " /etc/apt/keyrings/bbb-fleet-lab.*");
    assertThat(host.apply(wanted())).containsExactly("~ repository lab   key, sources");
    host.on("touch /etc/apt/keyrings/bbb-fleet-lab.0123456789abcdef.asc");
    assertThat(host.apply(wanted())).containsExactly("~ repository lab   without the key before");
    assertThat(host.apply(noRepository("lab"))).containsExactly("- repository lab");
    assertThat(host.lines("ls /etc/apt/keyrings /etc/apt/sources.list.d | grep fleet || :"))
        .isEmpty();
  }

  @Test
  void aRepositoryThatItsKeyDidNotSignNeverLands() {
    host.apply(wanted());
    Repository wrong = repository("lab", URI, otherKey, "./");
    assertThatThrownBy(() -> host.carryOut(wrong))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("not signed with its key");
    host.on("apt-get -q update -o APT::Update::Error-Mode=any");
    assertThat(host.plan(wanted()).toString())
        .as("all but a key that nothing names")
        .doesNotContain("sources");
    assertThatThrownBy(() -> host.carryOut(repository("gone", "file:/srv/nowhere", key, "./")))
        .isInstanceOf(FleetException.class);
    host.on("! test -e /etc/apt/sources.list.d/bbb-fleet-gone.sources");
    host.apply(wanted(), noRepository("gone"));
  }

  @Test
  void aVersionIsPinnedHeldAndFreed() {
    host.apply(wanted(), packages("lab-base", "lab-above").purged());
    Packages pinned = packages("lab-base").version("1.*");
    assertThat(host.apply(pinned)).containsExactly("+ packages lab-base   1.*, pin");
    assertThat(installed("lab-base")).isEqualTo("ii 1.1");
    host.on("apt-get -q -y upgrade");
    assertThat(installed("lab-base")).as("an upgrade keeps to the pin").isEqualTo("ii 1.1");
    assertThat(host.apply(packages("lab-base").version("1.0").held()))
        .containsExactly("~ packages lab-base   1.1 → 1.0, pin, hold");
    assertThat(installed("lab-base")).isEqualTo("hi 1.0");
    host.on("apt-mark unhold lab-base");
    assertThat(host.apply(packages("lab-base").version("1.0").held()))
        .containsExactly("~ packages lab-base   hold");
    assertThatThrownBy(() -> host.carryOut(packages("lab-base").version("3.*")))
        .hasMessageContaining("no repository offers lab-base 3.*; the newest is");
    assertThat(installed("lab-base")).isEqualTo("hi 1.0");
    assertThat(host.apply(packages("lab-base").free()))
        .containsExactly("~ packages lab-base   unpin, unhold");
    host.on("apt-get -q -y upgrade; ! ls /etc/apt/preferences.d | grep fleet");
    assertThat(installed("lab-base")).isEqualTo("ii 2.0");
  }

  @Test
  void whatIsNeededIsNotRemovedUnasked() {
    host.apply(wanted(), packages("lab-base", "lab-above"));
    assertThatThrownBy(() -> host.carryOut(packages("lab-base").absent()))
        .hasMessageContaining("these need it and would go, too: lab-above");
    assertThat(installed("lab-base")).startsWith("ii");
    assertThat(host.apply(packages("lab-above", "lab-base").absent()))
        .containsExactly("- packages lab-above lab-base");
    assertThat(host.apply(packages("lab-base").purged()))
        .containsExactly("- packages lab-base   and configuration files");
    assertThat(host.plan(packages("lab-base").absent(), packages("never-heard-of").purged()))
        .isEmpty();
  }

  @Test
  void aKilledInstallationIsFinishedByTheNext() {
    host.apply(wanted(), packages("lab-crash").purged());
    host.on("touch /run/crash-once; ! apt-get -q -y install lab-crash");
    assertThat(installed("lab-crash")).as("half configured").startsWith("iF");
    assertThat(host.apply(packages("lab-crash"))).containsExactly("+ packages lab-crash");
    assertThat(installed("lab-crash")).isEqualTo("ii 1");
  }

  @Test
  @Tag("long")
  void anInstallationMayBeKilledAnywhere() {
    host.apply(wanted(), packages("lab-base", "lab-above").purged());
    int kills =
        host.killedAnywhere(
            "apt-get -q -y purge lab-base >/dev/null 2>&1; rm -f /etc/apt/preferences.d/bbb*",
            ":",
            packages("lab-base").version("1.1"));
    assertThat(kills).isGreaterThan(10);
    assertThat(installed("lab-base")).isEqualTo("ii 1.1");
    host.apply(packages("lab-base").free());
  }
}
