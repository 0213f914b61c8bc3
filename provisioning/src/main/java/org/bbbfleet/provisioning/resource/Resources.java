package org.bbbfleet.provisioning.resource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The words with which a role says what it needs. */
public final class Resources {
  private Resources() {}

  /** Debian packages. */
  public static Packages packages(String... names) {
    return new Packages(List.of(names));
  }

  /** A system user that nobody can log in as. */
  public static SystemUser user(String name, String home) {
    return new SystemUser(name, home);
  }

  /** What a user may read beside what everybody may. */
  public static Access access(String user) {
    return new Access(user, List.of(), List.of(), List.of());
  }

  /** A directory of root's that everybody may enter. */
  public static Directory directory(String path) {
    return new Directory(path, "root", "root", "0755");
  }

  /** A text file of root's that everybody may read. */
  public static HostFile file(String path, String text) {
    return HostFile.of(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A file of root's that everybody may read. */
  public static HostFile file(String path, byte[] content) {
    return HostFile.of(path, content);
  }

  /** A unit file of ours. */
  public static HostFile unitFile(String unit, String text) {
    return file("/etc/systemd/system/" + unit, text);
  }

  /** A unit that is enabled and runs. */
  public static Unit unit(String name) {
    return new Unit(name);
  }

  /** A key of root's that may only run one command. */
  public static AuthorizedKey rootKey(String command, String publicKey) {
    return new AuthorizedKey("root", "/root", command, publicKey);
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

  /** Restarts a unit after changes, if it runs. */
  public static Handler restart(String unit) {
    return Handler.restart(unit);
  }

  /** Makes a unit read its configuration again after changes, if it runs. */
  public static Handler reload(String unit) {
    return Handler.reload(unit);
  }
}
