package org.bbbfleet.app.proof;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.ChecksumAlgorithm;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.scalelite.Backend;
import org.bbbfleet.lab.scalelite.ScaleliteSimulator;

/**
 * Five hosts that need every remedy of the catalogue: two BigBlueButton servers, a control host
 * that is Scalelite's as well, and two for shared services. Alertmanager notifies the service by
 * itself. BigBlueButton's API, FreeSWITCH (as a process of its unit) and Scalelite are simulated.
 */
final class RemedyFleet extends LiveFleet {
  /** A BigBlueButton server with FreeSWITCH, whose bbb-web converts documents itself. */
  static final String SERVER = "mend-1";

  /** One with a livestream and Docker. */
  static final String MEDIA = "mend-2";

  /** Where Prometheus, Alertmanager, the service and Scalelite are. */
  static final String CONTROL = "mend-ctl";

  static final String PRIMARY = "mend-db1";
  static final String STANDBY = "mend-db2";

  private static final String SECRET = "remedy-secret-of-the-simulated-api";
  private static final Duration AMPLE = Duration.ofMinutes(5);
  private static final String PLACE = "/var/lib/bbb-fleet/inventory";

  private final BbbSimulator server;
  private final BbbSimulator media;
  private final ScaleliteSimulator scalelite;
  private final List<SmallDisk> disks = new ArrayList<>();

  private RemedyFleet(Path program, Path directory) throws IOException {
    super(
        program,
        directory,
        CONTROL,
        new HostSpec(SERVER, Image.BOOKWORM_MEDIA),
        new HostSpec(MEDIA, Image.BOOKWORM_MEDIA),
        new HostSpec(CONTROL, Image.BOOKWORM_MEDIA),
        new HostSpec(PRIMARY, Image.BOOKWORM),
        new HostSpec(STANDBY, Image.BOOKWORM));
    try {
      String gateway = lab().gateway();
      server = await(BbbSimulator.start(vertx(), BbbOptions.loopback(SECRET).at(gateway, 0)));
      media = await(BbbSimulator.start(vertx(), BbbOptions.loopback(SECRET).at(gateway, 0)));
      scalelite =
          await(
              ScaleliteSimulator.start(vertx(), gateway, SECRET, Set.of(ChecksumAlgorithm.SHA256)));
      scalelite.servers(
          Backend.enabled("id-1", gateway, 0, 0), Backend.enabled("id-2", "mend-2.org", 0, 0));
      LivestreamMeeting.begins(media);
      furnish();
      writeInventory();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Brings the hosts up and provisions them. */
  static RemedyFleet up(Path program, Path directory) throws IOException {
    RemedyFleet fleet = new RemedyFleet(program, directory);
    try {
      fleet.provision();
      fleet.letTheServiceProvision();
    } catch (RuntimeException e) {
      fleet.close();
      throw e;
    }
    return fleet;
  }

  /** The API of {@link #SERVER}. */
  BbbSimulator server() {
    return server;
  }

  /** The API of {@link #MEDIA}. */
  BbbSimulator media() {
    return media;
  }

  /** What Scalelite thinks of {@link #SERVER}. */
  String inScalelite() {
    return scalelite.servers().get(0).state();
  }

  /** Tells the FreeSWITCH of {@link #SERVER} what to be like. */
  void freeSwitch(String order) {
    on(SERVER, "curl -sSf -X POST '127.0.0.1:8099/lab/" + order + "'");
  }

  /** Runs a command of sh that may take minutes. */
  String atLength(String host, String command) {
    return lab().on(host(host), command, AMPLE).out().strip();
  }

  /** Mounts a small disk on a host, for as long as the fleet lives. */
  void smallDisk(String host, String place, int mebibytes) {
    String key = on(host, "cat /etc/ssh/ssh_host_ed25519_key.pub");
    Path image = directory().resolve("disk-" + disks.size() + ".img");
    disks.add(SmallDisk.in(host, key, place, image, mebibytes));
  }

  @Override
  public void close() {
    super.close();
    disks.forEach(SmallDisk::close);
  }

  void put(String host, String file, String text) {
    String coded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    on(host, "mkdir -p \"$(dirname " + file + ")\" && echo " + coded + " | base64 -d >" + file);
  }

  private void furnish() {
    Map<String, String> values =
        Map.of("@API@", server.apiBase().getAuthority(), "@SECRET@", SECRET);
    for (String host : new String[] {SERVER, MEDIA}) {
      lab().furnishMedia(host(host));
    }
    say(script(SERVER, "server.sh", values));
    lab().furnishDocker(host(MEDIA));
    say(script(MEDIA, "media.sh", values));
    SharedRemedies.furnish(this);
    put(
        CONTROL,
        "/etc/default/scalelite",
        "URL_HOST=not.used.example.org\nLOADBALANCER_SECRET=" + SECRET + "\n");
  }

  private String script(String host, String name, Map<String, String> values) {
    String text = Command.script(RemedyFleet.class, name);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace(value.getKey(), value.getValue());
    }
    return atLength(host, text);
  }

  private void writeInventory() throws IOException {
    writeBeside("hosts.ini", "");
    for (String host : List.of(SERVER, MEDIA, CONTROL)) {
      writeBeside(host + ".yaml", "host_vars");
    }
    writeBeside("shared.yaml", "group_vars");
    writeBeside("policies.yaml", "policies");
    writeBeside("unlock", "scripts");
  }

  private void writeBeside(String name, String place) throws IOException {
    String text =
        Command.script(RemedyFleet.class, name)
            .replace("@HOSTS@", lab().inventory())
            .replace("@SCALELITE@", scalelite.url().toString())
            .replace("@PRIMARY@", host(PRIMARY).address())
            .replace("@API_1@", server.apiBase().toString())
            .replace("@API_2@", media.apiBase().toString())
            .replace("@SECRET@", SECRET)
            .replace("@PLACE@", PLACE)
            .replace("@KEY@", lab().privateKey().getFileName().toString())
            .replace("@KEYS@", lab().knownHosts().getFileName().toString());
    Files.writeString(Files.createDirectories(directory().resolve(place)).resolve(name), text);
  }

  /** Brings the inventory and the operator's key to where mend-ctl.yaml says that they are. */
  private void letTheServiceProvision() {
    String key = lab().privateKey().toString();
    String keys = lab().knownHosts().toString();
    push(directory(), ".", PLACE);
    push(target(), "fleet-*.tar.gz", "/var/lib/bbb-fleet/artifacts");
    push(Path.of(key).getParent(), Path.of(key).getFileName().toString(), PLACE);
    push(Path.of(keys).getParent(), Path.of(keys).getFileName().toString(), PLACE);
    String here = PLACE + "/" + Path.of(key).getFileName();
    on(
        CONTROL,
        "sed -i 's|ansible_ssh_private_key_file=[^ ]*|ansible_ssh_private_key_file="
            + here
            + "|' "
            + PLACE
            + "/hosts.ini && chown -R bbb-fleet: /var/lib/bbb-fleet/inventory"
            + " /var/lib/bbb-fleet/artifacts && chmod 600 "
            + here);
  }

  private void push(Path from, String what, String to) {
    String ssh = lab().ssh().line(host(CONTROL)).stream().map(Quote::sh).collect(joining(" "));
    Command.of(
            "sh",
            "-c",
            "cd "
                + Quote.sh(from.toString())
                + " && tar -chf - "
                + what
                + " | "
                + ssh
                + " "
                + Quote.sh("mkdir -p " + to + " && tar -C " + to + " -xf -"))
        .within(AMPLE)
        .runFor("bring " + what + " to " + CONTROL);
  }
}
