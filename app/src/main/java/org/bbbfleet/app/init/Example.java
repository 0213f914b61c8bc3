package org.bbbfleet.app.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The layouts of fleets that an inventory can begin with. */
public enum Example {
  /** One BigBlueButton server and a host that watches it. */
  STANDALONE,
  /** One host for each service. */
  TEST,
  /** Two of everything that must not stop, behind balancers. */
  HA,
  /** Pairs with mirrored disks, moved by Pacemaker. */
  DRBD;

  private static final String PREFIX = "192.0.2.";

  /** As the command line names it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A group of numbered hosts that have their addresses in host_vars, and the first address. */
  private record Numbered(String prefix, int hosts, int address) {}

  /** A cluster of Pacemaker. */
  record Cluster(String group, String name, String prefix, int address, String resource) {}

  private List<Numbered> numbered() {
    return switch (this) {
      case STANDALONE, TEST -> List.of();
      case HA ->
          List.of(
              new Numbered("bbb", 2, 11),
              new Numbered("lb", 2, 25),
              new Numbered("scalelite", 2, 31),
              new Numbered("redis", 2, 51),
              new Numbered("greenlight", 2, 61),
              new Numbered("turn", 2, 71),
              new Numbered("tube", 2, 81));
      case DRBD ->
          List.of(
              new Numbered("bbb", 3, 11),
              new Numbered("reverse", 2, 25),
              new Numbered("scalelite", 2, 31),
              new Numbered("db", 2, 41),
              new Numbered("greenlight", 2, 61),
              new Numbered("turn", 2, 71),
              new Numbered("tube", 2, 81));
    };
  }

  /** Addresses of the hosts that the inventory's file names without one, by the hosts' names. */
  Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    for (Numbered hosts : numbered()) {
      for (int i = 0; i < hosts.hosts(); i++) {
        addresses.put(hosts.prefix() + "-" + (i + 1), PREFIX + (hosts.address() + i));
      }
    }
    return addresses;
  }

  /** The clusters of Pacemaker. */
  List<Cluster> clusters() {
    return this != DRBD
        ? List.of()
        : List.of(
            new Cluster("scalelite", "slapp", "scalelite", 131, "recordings"),
            new Cluster("postgres_greenlight", "glapp", "greenlight", 161, "postgres"),
            new Cluster("postgres_scalelite", "sldb", "db", 141, "postgres"),
            new Cluster("peertube", "ptapp", "tube", 181, "videos"),
            new Cluster("reverse", "reverse", "reverse", 125, ""));
  }

  /** The address that a cluster keeps at work. */
  static String address(Cluster cluster) {
    return PREFIX + cluster.address();
  }

  /** Names that users open, one for each service, as lines of YAML. */
  List<String> names() {
    return List.of(
        "scalelite_fqdn: scalelite.example.org",
        "greenlight_fqdn: rooms.example.org",
        "coturn_fqdn: turn.example.org",
        "peertube_fqdn: tube.example.org");
  }

  /** The secrets that its services have, and how many bytes each is made of. */
  Map<String, Integer> secrets() {
    Map<String, Integer> secrets = new LinkedHashMap<>();
    secrets.put("greenlight_admin_password", 16);
    secrets.put("greenlight_base_secret", 64);
    if (this == STANDALONE) {
      return secrets;
    }
    secrets.put("greenlight_postgres_password", 24);
    secrets.put("scalelite_base_secret", 64);
    secrets.put("scalelite_lb_secret", 24);
    secrets.put("scalelite_postgres_password", 24);
    secrets.put("coturn_auth_secret", 16);
    secrets.put("coturn_cli_password", 16);
    secrets.put("peertube_initial_root_password", 16);
    secrets.put("peertube_postgres_password", 24);
    secrets.put("grafana_admin_password", 16);
    return secrets;
  }

  /** The words of all, for messages. */
  public static List<String> words() {
    List<String> words = new ArrayList<>();
    for (Example one : values()) {
      words.add(one.word());
    }
    return words;
  }
}
