package org.bbbfleet.provisioning.resource;

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

  /** An archive, unpacked under its hash in the directory, with a link to the one in use. */
  public static Distribution distribution(Artifact archive, String directory, String link) {
    return new Distribution(archive, directory, link, List.of());
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
