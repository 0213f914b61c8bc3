package org.bbbfleet.core.shell;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;

/**
 * The keys by which hosts are recognised: a file in OpenSSH's format, plain or hashed names, {@code
 * [host]:port} where the port is not 22. Read anew when it has changed, so that several processes
 * may share it. {@code @cert-authority} lines are not used.
 */
public final class KnownHosts {
  /** Guards the file within this JVM, where file locks don't. */
  private static final Object IN_PROCESS = new Object();

  private final Path file;

  public KnownHosts(Path file) {
    this.file = requireNonNull(file, "file is null");
  }

  /** What is known of a key that a host shows. */
  public enum Verdict {
    /** It is this host's key. */
    KNOWN,
    /** Nothing is known of this host. */
    UNKNOWN,
    /** This host is known by another key, of whatever type. */
    CHANGED,
    /** The key is marked as revoked. */
    REVOKED
  }

  /** OpenSSH's fingerprint of a key: {@code SHA256:…}. */
  public static String fingerprint(PublicKey key) {
    return fingerprint(encoded(key));
  }

  /** Compares the key that a host shows with what is known. */
  public Verdict check(String address, int port, PublicKey key) {
    String base64 = Base64.getEncoder().encodeToString(encoded(key));
    boolean other = false;
    boolean same = false;
    for (KnownHostLine line : matching(address, port)) {
      if (line.key().equals(base64)) {
        if (line.marker().equals("@revoked")) {
          return Verdict.REVOKED;
        }
        same |= line.marker().isEmpty();
      } else {
        other |= line.marker().isEmpty();
      }
    }
    return same ? Verdict.KNOWN : other ? Verdict.CHANGED : Verdict.UNKNOWN;
  }

  /** The fingerprints of the keys by which a host is known. */
  public List<String> fingerprints(String address, int port) {
    return matching(address, port).stream()
        .filter(line -> line.marker().isEmpty())
        .map(line -> fingerprint(decoded(line.key())))
        .toList();
  }

  /**
   * The keys by which an inventory host is known, each as a line of a {@code known_hosts} file with
   * the host's name in plain.
   */
  public List<String> lines(Host host) {
    String name = KnownHostLine.name(host.address(), host.port());
    return matching(host.address(), host.port()).stream()
        .filter(line -> line.marker().isEmpty())
        .map(line -> name + " " + line.type() + " " + line.key())
        .distinct()
        .toList();
  }

  /** The types of the keys by which a host is known, to ask it for one of these. */
  Set<String> types(String address, int port) {
    Set<String> types = new LinkedHashSet<>();
    for (KnownHostLine line : matching(address, port)) {
      if (line.marker().isEmpty()) {
        types.add(line.type());
      }
    }
    return types;
  }

  /**
   * Adds a host's key, unless the host has become known meanwhile.
   *
   * @return what is known afterwards: KNOWN, or CHANGED when somebody else was faster with another
   *     key
   */
  public Verdict add(String address, int port, PublicKey key) {
    return locked(
        () -> {
          Verdict verdict = check(address, port, key);
          if (verdict != Verdict.UNKNOWN) {
            return verdict;
          }
          List<String> lines = new ArrayList<>(KnownHostFile.now(file).lines());
          lines.add(
              KnownHostLine.name(address, port)
                  + " "
                  + KeyType.fromKey(key)
                  + " "
                  + Base64.getEncoder().encodeToString(encoded(key)));
          replace(lines);
          return Verdict.KNOWN;
        });
  }

  /** Forgets all keys of an inventory host. */
  public int forget(Host host) {
    return forget(host.address(), host.port());
  }

  /**
   * Forgets all keys of a host; lines that match it only by a pattern stay.
   *
   * @return how many lines named it
   */
  public int forget(String address, int port) {
    String name = KnownHostLine.name(address, port);
    return locked(
        () -> {
          List<String> kept = new ArrayList<>();
          int forgotten = 0;
          for (String text : KnownHostFile.now(file).lines()) {
            KnownHostLine line = KnownHostLine.parse(text).orElse(null);
            if (line == null || !line.marker().isEmpty() || !line.names(name)) {
              kept.add(text);
              continue;
            }
            forgotten++;
            line.without(name).ifPresent(rest -> kept.add(text.replace(line.names(), rest)));
          }
          if (forgotten > 0) {
            replace(kept);
          }
          return forgotten;
        });
  }

  private List<KnownHostLine> matching(String address, int port) {
    try {
      return KnownHostFile.now(file).matching(KnownHostLine.name(address, port));
    } catch (IOException e) {
      throw failure("read", e);
    }
  }

  private void replace(List<String> lines) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("it is no file that could be replaced");
    }
    Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path fresh =
        Files.createTempFile(
            real.getParent(),
            real.getFileName() + ".",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(fresh, lines, StandardCharsets.ISO_8859_1);
      Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T locked(Work<T> work) {
    synchronized (IN_PROCESS) {
      try {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path lockFile = directory.resolve("." + file.getFileName() + ".lock");
        try (FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          return work.run();
        }
      } catch (IOException e) {
        throw failure("change", e);
      }
    }
  }

  private FleetException failure(String verb, IOException e) {
    return new FleetException(
        ErrorCategory.HOST_KEY, "can't " + verb + " the known host keys in " + file + ": " + e, e);
  }

  private static byte[] encoded(PublicKey key) {
    return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      // A damaged line: its fingerprint matches nothing, which is what it should do.
      return new byte[0];
    }
  }

  private static String fingerprint(byte[] encoded) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(encoded);
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
