package org.bbbfleet.lab.packages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.packages.Apt.Archive;

/**
 * Gets Debian's packages for this machine without surprising its owner: {@link #need} says first
 * what will come, {@link #install} is for tools that start nothing, {@link #unpack} for programs
 * whose installation would start a service or take a port.
 */
public final class DebianPackages {
  private static final Duration UNPACKING = Duration.ofMinutes(10);

  private final FleetCache cache;
  private final Consumer<String> progress;
  private final Apt apt;

  /**
   * @param progress takes a line for a person whenever something takes time
   */
  public DebianPackages(FleetCache cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
    this.apt = new Apt(progress);
  }

  /** What of these is not there yet; asks apt's lists, changes nothing but old lists. */
  public Need need(List<Wanted> install, List<Wanted> unpack) {
    Set<String> missing = apt.missing(names(install));
    List<Wanted> toInstall = install.stream().filter(one -> missing.contains(one.name())).toList();
    List<Wanted> toUnpack =
        unpack.isEmpty() || Files.isDirectory(memory(names(unpack))) ? List.of() : unpack;
    if (toInstall.isEmpty() && toUnpack.isEmpty()) {
      return new Need(List.of(), List.of(), 0);
    }
    if (Root.is()) {
      apt.refreshIfOld();
    }
    Set<Archive> archives = new java.util.HashSet<>();
    if (!toInstall.isEmpty()) {
      archives.addAll(apt.archives(names(toInstall), cache));
    }
    if (!toUnpack.isEmpty()) {
      archives.addAll(toLayOut(names(toUnpack)));
    }
    return new Need(toInstall, toUnpack, archives.stream().mapToLong(Archive::bytes).sum());
  }

  /**
   * Installs tools. Only for packages that start no service and take no port.
   *
   * @throws FleetException INPUT without root, BUSY when another process holds apt's lock too long,
   *     REMOTE when apt fails
   */
  public void install(List<Wanted> wanted) {
    Set<String> missing = apt.missing(names(wanted));
    if (missing.isEmpty()) {
      return;
    }
    if (!Root.is()) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "missing Debian packages: as root, run apt-get install " + String.join(" ", missing));
    }
    apt.refreshIfOld();
    progress.accept("installing " + String.join(" ", missing));
    apt.install(missing);
  }

  /**
   * Lays out packages, and those of their dependencies that are not on this machine, in one
   * directory of the cache. Needs no root as long as apt's lists are there.
   */
  public Unpacked unpack(List<Wanted> wanted) {
    Set<String> names = names(wanted);
    Path memory = memory(names);
    if (Files.isDirectory(memory)) {
      return new Unpacked(real(memory));
    }
    if (Root.is()) {
      apt.refreshIfOld();
    }
    List<String> command = new ArrayList<>(List.of("sh", "-c"));
    command.add(Command.script(DebianPackages.class, "unpack.sh"));
    command.add("unpack.sh");
    List<String> words = Apt.words(toLayOut(names));
    command.addAll(words);
    String what = String.join(" ", names);
    progress.accept("unpacking " + what + " into the cache");
    String tree = "unpacked/" + names.iterator().next() + "-" + digest(words.toString());
    Path made = cache.once(tree, what, command, UNPACKING, progress);
    remember(memory, made);
    return new Unpacked(made);
  }

  private List<Archive> toLayOut(Set<String> names) {
    List<Archive> archives = apt.archives(names, cache);
    Set<String> all = archives.stream().map(Archive::name).collect(Collectors.toSet());
    Set<String> absent = apt.missing(all);
    return archives.stream()
        .filter(one -> names.contains(one.name()) || absent.contains(one.name()))
        .toList();
  }

  /**
   * Asking apt what to fetch takes a second, so the answer is remembered as a link. It holds as
   * long as this machine has the same packages: a tree has only what the machine lacked.
   */
  private Path memory(Set<String> names) {
    return cache.directory("unpacked/known").resolve(digest(names + installed()));
  }

  private static void remember(Path memory, Path made) {
    try {
      Files.createSymbolicLink(memory, made);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      if (!Files.isDirectory(memory)) {
        throw new FleetException(
            ErrorCategory.INPUT, memory + " leads nowhere; remove it and try again", e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path real(Path memory) {
    try {
      return memory.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String installed() {
    return Command.of("dpkg-query", "-W", "-f", "${db:Status-Abbrev}${Package}:${Architecture}\n")
        .runFor("list the installed packages")
        .out();
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Set<String> names(List<Wanted> wanted) {
    return wanted.stream().map(Wanted::name).collect(Collectors.toCollection(TreeSet::new));
  }
}
