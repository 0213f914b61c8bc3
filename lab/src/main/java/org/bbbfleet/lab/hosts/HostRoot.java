package org.bbbfleet.lab.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What one host has of its own on top of its image: name, address, keys, where its apt asks. */
final class HostRoot {
  private static final FileAttribute<Set<PosixFilePermission>> OPEN = mode("rwxr-xr-x");
  private static final FileAttribute<Set<PosixFilePermission>> CLOSED = mode("rwx------");

  private final Path upper;

  /**
   * @param disk the host's directory; the layer goes to {@code upper} in it
   */
  HostRoot(Path disk) {
    this.upper = disk.resolve("upper");
  }

  /** Writes the layer; returns the host's public key. */
  String furnish(LabHost host, Subnet subnet, List<LabHost> all, String authorizedKey) {
    try {
      Files.createDirectories(upper.getParent());
      for (String open :
          List.of(
              "",
              "etc",
              "etc/apt",
              "etc/apt/apt.conf.d",
              "etc/ssh",
              "etc/systemd",
              "etc/systemd/network")) {
        Files.createDirectory(upper.resolve(open), OPEN);
      }
      Files.createDirectory(upper.resolve("root"), CLOSED);
      Files.createDirectory(upper.resolve("root/.ssh"), CLOSED);
      write("root/.ssh/authorized_keys", authorizedKey + "\n", "rw-------");
      write("etc/hostname", host.name() + "\n", "rw-r--r--");
      write("etc/hosts", hosts(host, subnet, all), "rw-r--r--");
      // Without one, systemd takes it for a first boot and enables every unit that it finds.
      write("etc/machine-id", UUID.randomUUID().toString().replace("-", "") + "\n", "r--r--r--");
      write("etc/systemd/network/80-container-host0.network", network(host), "rw-r--r--");
      write("etc/apt/apt.conf.d/99zz-lab", aptProxy(subnet), "rw-r--r--");
      Path key = upper.resolve("etc/ssh/ssh_host_ed25519_key");
      Keys.make(key, host.name());
      return Keys.publicHalf(key);
    } catch (IOException e) {
      throw new UncheckedIOException("writing the root of " + host.name(), e);
    }
  }

  private static String hosts(LabHost own, Subnet subnet, List<LabHost> all) {
    StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
    text.append(subnet.gateway()).append(" lab\n");
    all.forEach(host -> text.append(host.address()).append(' ').append(host.name()).append('\n'));
    if (!all.contains(own)) {
      text.append(own.address()).append(' ').append(own.name()).append('\n');
    }
    return text.toString();
  }

  /** Takes the place of Debian's file of the same name, which would ask for DHCP. */
  private static String network(LabHost host) {
    return """
        [Match]
        Kind=veth
        Name=host0

        [Network]
        Address=%s/24
        LinkLocalAddressing=no
        """
        .formatted(host.address());
  }

  private static String aptProxy(Subnet subnet) {
    return "Acquire::http::Proxy \"http://%s:%d\";\n".formatted(subnet.gateway(), AptProxy.PORT);
  }

  private void write(String place, String text, String permissions) throws IOException {
    Path path = upper.resolve(place);
    Files.createFile(path, mode("rw-------"));
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
