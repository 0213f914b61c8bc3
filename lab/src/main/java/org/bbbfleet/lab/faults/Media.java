package org.bbbfleet.lab.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The programs, units and configuration with which a lab host plays the media side of a
 * BigBlueButton server: real soffice.bin, real ffmpeg, real nginx-rtmp, and {@code lab-fault} to
 * break them. Everything is POSIX sh and perl-base, so that a minimal Debian can run it.
 */
public final class Media {
  /** Debian packages that the files need on the host; install without recommends. */
  public static final List<String> PACKAGES =
      List.of("libreoffice-writer-nogui", "ffmpeg", "nginx", "libnginx-mod-rtmp");

  /** Units to enable and start, in this order, after {@code systemctl daemon-reload}. */
  public static final List<String> UNITS =
      List.of("nginx.service", "convert.service", "bbb-livestream-demo.service", "dummy.service");

  /** Where nginx's statistics and control are served on a lab host. */
  public static final String STAT_URL = "http://127.0.0.1:9000/stat";

  private static final String PROGRAM = "rwxr-xr-x";
  private static final String TEXT = "rw-r--r--";

  private static final List<MediaFile> FILES =
      List.of(
          new MediaFile("convert-service", Path.of("/usr/local/bin/convert-service"), PROGRAM),
          new MediaFile("bbb-livestream", Path.of("/usr/local/bin/bbb-livestream"), PROGRAM),
          new MediaFile("dummy-unit", Path.of("/usr/local/bin/dummy-unit"), PROGRAM),
          new MediaFile("lab-fault", Path.of("/usr/local/sbin/lab-fault"), PROGRAM),
          new MediaFile("lecture.fodt", Path.of("/usr/local/share/fleet-lab/lecture.fodt"), TEXT),
          new MediaFile("convert.service", unit("convert.service"), TEXT),
          new MediaFile("bbb-livestream-demo.service", unit("bbb-livestream-demo.service"), TEXT),
          new MediaFile("dummy.service", unit("dummy.service"), TEXT),
          new MediaFile("nginx.conf", Path.of("/etc/nginx/nginx.conf"), TEXT));

  private Media() {}

  /**
   * One file of the lab's media side.
   *
   * @param resource its name below {@code /media} in this module's resources
   * @param target its absolute path on the host, owned by root
   * @param permissions as in {@code rwxr-xr-x}
   */
  public record MediaFile(String resource, Path target, String permissions) {
    /** Reads the file from this module's resources. */
    public byte[] content() {
      return read(resource);
    }

    /** The permissions in octal, as {@code install -m} takes them. */
    public String mode() {
      return permissions.equals(PROGRAM) ? "0755" : "0644";
    }
  }

  /** All files, each with its place on the host. */
  public static List<MediaFile> files() {
    return FILES;
  }

  /**
   * Writes all files below a directory that is, or will become, a host's root. A file that nginx's
   * package also brings must be written after the package was installed, or dpkg asks about it.
   *
   * @throws IOException if a file cannot be written
   */
  public static void installUnder(Path root) throws IOException {
    for (MediaFile file : FILES) {
      Path target = root.resolve(file.target().toString().substring(1));
      Files.createDirectories(target.getParent());
      Files.write(target, file.content());
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(file.permissions()));
    }
  }

  /**
   * nginx's configuration for a lab without root: everything in one directory, on loopback.
   *
   * @param module the file {@code ngx_rtmp_module.so}
   */
  public static String localNginx(Path directory, Path module, int rtmpPort, int statPort) {
    return new String(read("nginx-local.conf"), StandardCharsets.UTF_8)
        .replace("@DIR@", directory.toString())
        .replace("@MODULE@", module.toString())
        .replace("@RTMP_PORT@", Integer.toString(rtmpPort))
        .replace("@STAT_PORT@", Integer.toString(statPort));
  }

  private static Path unit(String name) {
    return Path.of("/etc/systemd/system", name);
  }

  private static byte[] read(String resource) {
    try (InputStream in = Media.class.getResourceAsStream("/media/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("resource /media/" + resource + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading resource /media/" + resource, e);
    }
  }
}
