package org.bbbfleet.provisioning.resource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bbbfleet.provisioning.signal.Probe;

/** The words with which a role says what it needs. */
public final class Resources {
  private Resources() {}

  /** Debian packages. */
  public static Packages packages(String... names) {
    return Packages.of(List.of(names));
  }

  /** A repository of packages with its key; its components come after its suite. */
  public static Repository repository(
      String name, String uri, String key, String suite, String... components) {
    return Repository.of(name, uri, suite, List.of(components), key);
  }

  /** No repository of ours of this name. */
  public static Repository noRepository(String name) {
    return Repository.none(name);
  }

  /** A service's user, that nobody can log in as. */
  public static User user(String name, String home) {
    return User.system(name, home);
  }

  /** A person who logs in, with a home. */
  public static User person(String name) {
    return User.person(name);
  }

  /** A group of users. */
  public static Group group(String name) {
    return new Group(name, OptionalInt.empty(), Wanted.PRESENT);
  }

  /** What a user may read beside what everybody may. */
  public static Access access(String user) {
    return new Access(user, List.of(), List.of(), List.of());
  }

  /** A directory of root's that everybody may enter. */
  public static Directory directory(String path) {
    return Directory.of(path);
  }

  /** A text file of root's that everybody may read. */
  public static HostFile file(String path, String text) {
    return HostFile.of(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A file of root's that everybody may read. */
  public static HostFile file(String path, byte[] content) {
    return HostFile.of(path, content);
  }

  /** No file at this path, nor a link. */
  public static HostFile noFile(String path) {
    return HostFile.none(path);
  }

  /** A symbolic link. */
  public static Link link(String path, String target) {
    return new Link(path, Optional.of(target), Optional.empty(), List.of());
  }

  /** No symbolic link at this path. */
  public static Link noLink(String path) {
    return new Link(path, Optional.empty(), Optional.empty(), List.of());
  }

  /** A unit file of ours. */
  public static HostFile unitFile(String unit, String text) {
    return file("/etc/systemd/system/" + unit, text);
  }

  /** Some lines of ours for a unit of somebody else's. */
  public static DropIn dropIn(String unit, String part, String text) {
    return DropIn.of(unit, part, text);
  }

  /** A unit that is enabled and runs. */
  public static Unit unit(String name) {
    return new Unit(name);
  }

  /** A command that runs at set times, as systemd writes them. */
  public static Timer timer(String name, String calendar, String... command) {
    return Timer.of(name, calendar, command);
  }

  /** A job of cron's: five fields or {@code @daily}, a user and one line of sh. */
  public static Cron cron(String name, String schedule, String user, String command) {
    return Cron.of(name, schedule, user, command);
  }

  /** No job of cron's of this name of ours. */
  public static Cron noCron(String name) {
    return Cron.none(name);
  }

  /** A set of kernel parameters, which {@code set} fills. */
  public static Sysctl sysctl(String name) {
    return new Sysctl(name, Map.of(), Wanted.PRESENT);
  }

  /** A mounted file system. */
  public static Mount mount(String path, String source, String type) {
    return new Mount(path, source, type, List.of(), Wanted.PRESENT);
  }

  /** A key by which somebody may log in as a user. */
  public static AuthorizedKey authorizedKey(String user, String publicKey) {
    return AuthorizedKey.of(user, publicKey);
  }

  /** A key of root's that may only run one command. */
  public static AuthorizedKey rootKey(String command, String publicKey) {
    return AuthorizedKey.of("root", publicKey).forOnly(command);
  }

  /** Something that must be well before what comes after it is done; a minute at most. */
  public static Wait waitFor(Probe probe) {
    return new Wait(probe, Duration.ofMinutes(1));
  }

  /** Our own programs: an archive with {@code bin/}, unpacked under its hash, and a link to it. */
  public static Archive distribution(Artifact archive, String directory, String link) {
    return archive(link, archive).in(directory).holding("bin");
  }

  /** An archive of this machine's, unpacked beside the link that points to the one in use. */
  public static Archive archive(String link, Artifact archive) {
    return Archive.of(link, archive.sha256(), new Archive.Source.Pushed(archive.file()));
  }

  /** An archive that the host fetches by itself, known by its SHA-256. */
  public static Archive archive(String link, URI source, String sha256) {
    return Archive.of(link, sha256, new Archive.Source.Fetched(source));
  }

  /** A command; say by {@code creates}, {@code unless} or {@code once…} when it is done already. */
  public static Command.Undecided command(String name, String script) {
    return new Command.Undecided(name, script);
  }

  /** A role of PostgreSQL that may log in. */
  public static PostgresRole postgresRole(String name) {
    return PostgresRole.of(name);
  }

  /** A database of PostgreSQL that belongs to a role. */
  public static PostgresDatabase postgresDatabase(String name, String owner) {
    return PostgresDatabase.of(name, owner);
  }

  /** An extension in a database of PostgreSQL. */
  public static PostgresExtension postgresExtension(String database, String extension) {
    return new PostgresExtension(database, extension, Wanted.PRESENT);
  }

  /** A container of Docker's from an image with its digest, run by a unit of the same name. */
  public static Container container(String name, String image) {
    return Container.of(name, image);
  }

  /** Something that is made true once in the fleet, whichever host comes first. */
  public static Once once(String name, Resource step) {
    return new Once(name, step);
  }

  /**
   * A certificate for these names with its key, from the fleet's own authority: {@code
   * fullchain.pem}, {@code privkey.pem} and {@code ca.pem} behind the link.
   */
  public static Certificate certificate(String link, Authority authority, String... names) {
    return Certificate.of(link, authority, List.of(names));
  }

  /** A certificate for these names from a public authority, got and renewed by certbot. */
  public static Acme acme(String name, String email, String... names) {
    return new Acme(
        name, email, List.of(names), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Ports that everybody reaches, unless it is said from where. */
  public static Firewall port(Ports ports) {
    return Firewall.of(List.of(ports));
  }

  /** The host's firewall without any port, to be closed or to go. */
  public static Firewall firewall() {
    return Firewall.of(List.of());
  }

  /** A TCP port. */
  public static Ports tcp(int port) {
    return tcp(port, port);
  }

  /** TCP ports from the first to the last. */
  public static Ports tcp(int first, int last) {
    return new Ports(Ports.Protocol.TCP, first, last, Optional.empty());
  }

  /** A UDP port. */
  public static Ports udp(int port) {
    return udp(port, port);
  }

  /** UDP ports from the first to the last. */
  public static Ports udp(int first, int last) {
    return new Ports(Ports.Protocol.UDP, first, last, Optional.empty());
  }

  /** Restarts a unit after changes, if it runs. */
  public static Handler restart(String unit) {
    return Handler.restart(unit);
  }

  /**
   * Runs a command once after changes: {@code run("ca-certificates", "update-ca-certificates")}.
   *
   * @param name unique among a host's commands
   */
  public static Handler run(String name, String... command) {
    return Handler.run(name, command);
  }

  /** Makes a unit read its configuration again after changes, if it runs. */
  public static Handler reload(String unit) {
    return Handler.reload(unit);
  }
}
