package org.bbbfleet.exporters.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Section;

/**
 * A cluster of this host.
 *
 * @param name as Debian writes it in unit names, {@code 15-main}, or Patroni's scope
 * @param host the directory of its socket, or an address
 * @param expected whether it is to run all the time; one that something else starts, as Pacemaker
 *     does, may be down
 */
record Cluster(String name, String host, int port, boolean expected) {
  private static final String PLACE = "etc/postgresql";
  private static final String SOCKETS = "/var/run/postgresql";
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,99}";
  private static final long MAX_CONFIG = 1 << 20;
  private static final int MOST = 20;

  /**
   * The clusters of the option {@code clusters} ({@code NAME: {host: DIRECTORY, port: N}}), else
   * those that Debian's tools made. Problems are left in the section.
   */
  static List<Cluster> configured(Section options, Path root) {
    Section clusters = options.section("clusters");
    if (clusters.keys().isEmpty()) {
      return made(root);
    }
    List<Cluster> configured = new ArrayList<>();
    for (String name : clusters.keys()) {
      if (!name.matches(NAME)) {
        clusters.problem(name, "is no name of a cluster, such as 15-main");
      }
      Section one = clusters.section(name);
      configured.add(
          new Cluster(
              name,
              one.string("host", SOCKETS),
              one.integer("port", 5432, 1, 65535),
              one.flag("expected", true)));
    }
    return configured;
  }

  /** Those that Debian's tools made and nobody disabled. */
  static List<Cluster> made(Path root) {
    List<Cluster> made = new ArrayList<>();
    for (Path version : below(root.resolve(PLACE))) {
      for (Path one : below(version)) {
        String name = version.getFileName() + "-" + one.getFileName();
        String start = text(one.resolve("start.conf"));
        if (name.matches(NAME)
            && Files.exists(one.resolve("postgresql.conf"))
            && !start.contains("disabled")) {
          String config = text(one.resolve("postgresql.conf"));
          made.add(
              new Cluster(
                  name,
                  setting(config, "unix_socket_directories", "[^',\\s]+", SOCKETS),
                  Integer.parseInt(setting(config, "port", "\\d{1,5}", "5432")),
                  !start.contains("manual")));
        }
      }
    }
    return made.stream().sorted(Comparator.comparing(Cluster::name)).limit(MOST).toList();
  }

  private static List<Path> below(Path directory) {
    List<Path> below = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        entries.forEach(below::add);
      } catch (IOException e) {
        // Closed to us: what is in it has to be configured.
        return List.of();
      }
    }
    return below;
  }

  /** A file without its comments; empty when it is not there or closed to us. */
  private static String text(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) <= MAX_CONFIG
          ? Files.readString(file, StandardCharsets.ISO_8859_1).replaceAll("(?m)#.*$", "")
          : "";
    } catch (IOException e) {
      // Then the defaults are as good a guess as any, and the option clusters says better.
      return "";
    }
  }

  /** The last line counts, as for PostgreSQL. */
  private static String setting(String config, String name, String value, String usual) {
    Matcher line =
        Pattern.compile("(?m)^[ \\t]*" + name + "[ \\t]*=?[ \\t]*'?(" + value + ")")
            .matcher(config);
    String found = usual;
    while (line.find()) {
      found = line.group(1);
    }
    return found;
  }
}
