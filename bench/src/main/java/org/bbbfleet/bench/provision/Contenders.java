package org.bbbfleet.bench.provision;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.provisioning.resource.HostFile;

/** Who brings the hosts to the end state, or looks whether they are there: each a fresh process. */
final class Contenders {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Path directory;
  private final Lab lab;
  private final List<Place> places;

  /**
   * Where a host is reached.
   *
   * @param name of the host
   * @param address of the host or of what counts before it
   * @param port of its sshd
   */
  record Place(String name, String address, int port) {}

  Contenders(Path directory, Lab lab, List<Place> places) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.lab = lab;
    this.places = places;
    Files.writeString(directory.resolve("hosts"), inventory());
    Files.writeString(directory.resolve("known_hosts"), knownHosts());
    Files.writeString(directory.resolve("ansible.cfg"), ansibleConfiguration());
    Files.writeString(directory.resolve("playbook.yml"), BenchRole.text("playbook.yml"));
    for (String name :
        List.of(
            "app.conf.j2",
            "site.conf.j2",
            "bench-app.service",
            "bench-clean.service",
            "bench-clean.timer",
            "nginx-limits.conf",
            "sysctl.conf",
            "cron",
            "logrotate",
            "bench-clean",
            "index.html",
            "profile.sh",
            "environment",
            "large.conf",
            "limits.conf")) {
      Files.writeString(directory.resolve(name), BenchRole.text(name));
    }
    for (Place place : places) {
      Files.writeString(directory.resolve(place.name() + ".sh"), script(place.name()));
    }
  }

  private String inventory() {
    return "[bench]\n"
        + places.stream()
            .map(
                p ->
                    "%s ansible_host=%s ansible_port=%d ansible_user=root ansible_ssh_private_key_file=%s\n"
                        .formatted(p.name(), p.address(), p.port(), lab.privateKey()))
            .collect(Collectors.joining());
  }

  // The lab's file names the hosts by address; what counts before them has their keys.
  private String knownHosts() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String line : Files.readAllLines(lab.knownHosts())) {
      String[] words = line.split(" ", 2);
      for (Place place : places) {
        if (List.of(words[0].split(",")).contains(place.name())) {
          String name =
              place.port() == 22 ? place.address() : "[" + place.address() + "]:" + place.port();
          all.append(name).append(' ').append(words[1]).append('\n');
        }
      }
    }
    return all.toString();
  }

  private String ansibleConfiguration() {
    return """
        [defaults]
        inventory = %1$s/hosts
        forks = 20
        interpreter_python = /usr/bin/python3
        local_tmp = %1$s/ansible-tmp
        retry_files_enabled = false
        nocows = true
        [ssh_connection]
        pipelining = true
        control_path_dir = %1$s/cp
        ssh_args = -F none -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=%1$s/known_hosts -o IdentitiesOnly=yes
        """
        .formatted(directory);
  }

  /** One run and how long it took. */
  record Took(double seconds, String said) {}

  private Took run(List<String> command, Map<String, String> environment) throws IOException {
    return run(command, environment, Set.of(0));
  }

  private Took run(List<String> command, Map<String, String> environment, Set<Integer> well)
      throws IOException {
    long began = System.nanoTime();
    Command.Output output = Command.of(command).within(LIMIT).with(environment).run();
    double seconds = (System.nanoTime() - began) / 1e9;
    if (!well.contains(output.status())) {
      throw new IOException(command + " failed:\n" + output.out());
    }
    return new Took(seconds, output.out());
  }

  /**
   * Fleet's own command line, as a person types it; the benchmark's role is one of the person's
   * own.
   *
   * @param what {@code plan} or {@code provision}
   */
  Took fleet(String what, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                jar("app").resolveSibling("../bin/fleet").normalize().toString(),
                what,
                "--inventory",
                directory.resolve("hosts").toString(),
                "--known-hosts",
                directory.resolve("known_hosts").toString(),
                "--roles",
                "bench",
                "--forks",
                "20"));
    command.addAll(List.of(options));
    // A plan that holds changes ends with 2.
    return run(command, Map.of("FLEET_PLUGINS", jar("bench").toString()), Set.of(0, 2));
  }

  private static Path jar(String module) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(jar -> jar.matches(".*/" + module + "-[^/]*\\.jar"))
        .map(Path::of)
        .findFirst()
        .orElseThrow();
  }

  /** Debian's Ansible. */
  Took ansible() throws IOException {
    return run(
        List.of("ansible-playbook", directory.resolve("playbook.yml").toString()),
        Map.of("ANSIBLE_CONFIG", directory.resolve("ansible.cfg").toString()));
  }

  /** A script written by hand, over fresh connections to all hosts at once; all must be well. */
  Took script() throws IOException {
    Took took = look();
    if (wellHosts(took) != places.size()) {
      throw new IOException("the script finds differences:\n" + took.said());
    }
    return took;
  }

  /** Whether the script sees that some host is not as it should be. */
  boolean scriptSeesADifference() throws IOException {
    return wellHosts(look()) < places.size();
  }

  private static long wellHosts(Took took) {
    return took.said().lines().filter("as it should be"::equals).count();
  }

  private Took look() throws IOException {
    StringBuilder all = new StringBuilder("cd " + Quote.sh(directory.toString()) + "\n");
    for (Place place : places) {
      all.append("ssh -F none -o ControlMaster=no -o BatchMode=yes -o IdentitiesOnly=yes")
          .append(" -o UserKnownHostsFile=known_hosts -o GlobalKnownHostsFile=none -i ")
          .append(Quote.sh(lab.privateKey().toString()))
          .append(" -p ")
          .append(place.port())
          .append(" root@")
          .append(place.address())
          .append(" sh -s <")
          .append(place.name())
          .append(".sh &\n");
    }
    return run(List.of("sh", "-c", all + "wait\n"), Map.of());
  }

  private static String script(String host) {
    List<HostFile> files =
        BenchRole.resources(host).stream()
            .filter(HostFile.class::isInstance)
            .map(HostFile.class::cast)
            .toList();
    String sums =
        files.stream()
            .map(f -> sha256(f.content()) + "  " + f.name())
            .collect(Collectors.joining("\n"));
    return BenchRole.text("check.sh").replace("@SUMS@", sums).replace("@KEY@", BenchRole.KEY_LINE);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
