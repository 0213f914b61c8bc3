package org.bbbfleet.exporters.certificates;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.CertificateException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Goes through directories for certificates, past everything else. */
final class CertificateSearch extends SimpleFileVisitor<Path> {
  private static final int MAX_DEPTH = 6;
  private static final int MAX_VISITS = 20_000;
  private static final long MAX_BYTES = 512 * 1024;
  private static final Set<String> SUFFIXES = Set.of(".crt", ".pem", ".cer");

  /** {@code privkey.pem}, {@code privkey1.pem}, {@code www-key.pem}, {@code server.key.pem}. */
  private static final Pattern KEY =
      Pattern.compile("(?i)(?:.*[._-]|priv(?:ate)?)?key\\d*\\.(?:pem|crt|cer)");

  private final int maxFiles;
  private final Map<Path, List<PemFile.Validity>> found = new LinkedHashMap<>();
  private final Set<Path> seen = new HashSet<>();
  private int visits;
  private int unreadable;
  private int malformed;
  private int skipped;

  CertificateSearch(int maxFiles) {
    this.maxFiles = maxFiles;
  }

  /** Looks below a directory, or into a single file; what does not exist is passed over. */
  void in(Path place) {
    try {
      Files.walkFileTree(place, Set.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, this);
    } catch (IOException e) {
      unreadable++;
    }
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (++visits > MAX_VISITS) {
      skipped++;
      return FileVisitResult.TERMINATE;
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean candidate = SUFFIXES.stream().anyMatch(name::endsWith);
    if (candidate && attributes.isRegularFile() && attributes.size() <= MAX_BYTES) {
      if (found.size() >= maxFiles) {
        skipped++;
      } else if (seen.add(file)) {
        read(file);
      }
    }
    return FileVisitResult.CONTINUE;
  }

  private void read(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      if (PemFile.claims(text)) {
        found.put(file, PemFile.read(text));
      }
    } catch (CertificateException e) {
      malformed++;
    } catch (IOException e) {
      closed(file);
    }
  }

  // A private key is rightly closed, and nobody misses its certificate.
  private void closed(Path file) {
    Path name = file.getFileName();
    if (name == null || !KEY.matcher(name.toString()).matches()) {
      unreadable++;
    }
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) {
    if (e instanceof AccessDeniedException) {
      closed(file);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, IOException e) {
    return FileVisitResult.CONTINUE;
  }

  Map<Path, List<PemFile.Validity>> found() {
    return found;
  }

  int unreadable() {
    return unreadable;
  }

  int malformed() {
    return malformed;
  }

  int skipped() {
    return skipped;
  }
}
