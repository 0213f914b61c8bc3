package org.bbbfleet.core.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that is or becomes a vault. It is replaced whole or not at all, and keeps its mode. */
public final class VaultFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final long LARGEST = 64L * 1024 * 1024;

  private final Path path;

  public VaultFile(Path path) {
    this.path = path;
  }

  /** What stands in the file. */
  public byte[] read() {
    try {
      if (Files.size(path) > LARGEST) {
        throw new VaultException(path + " is larger than " + LARGEST + " bytes");
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new VaultException(path + " can't be read", e);
    }
  }

  /** Encrypts the file's content. */
  public void encrypt(Vault vault, String label) {
    byte[] plain = read();
    if (Vault.isVault(new String(plain, StandardCharsets.ISO_8859_1))) {
      throw new VaultException(path + " is encrypted already");
    }
    write(vault.seal(plain, label).getBytes(StandardCharsets.US_ASCII));
  }

  /** What is in the vault. */
  public byte[] open(Vault vault) {
    try {
      return vault.open(new String(read(), StandardCharsets.ISO_8859_1));
    } catch (VaultException e) {
      throw e.getMessage().startsWith(path.toString())
          ? e
          : new VaultException(path + " " + e.getMessage(), e);
    }
  }

  /** Writes the plain text in the vault's place. */
  public void decrypt(Vault vault) {
    write(open(vault));
  }

  /** Encrypts again, with another vault's first key. */
  public void rekey(Vault before, Vault after) {
    write(after.seal(open(before), "").getBytes(StandardCharsets.US_ASCII));
  }

  /** Puts other content into the vault; its label stays. */
  public void replace(Vault vault, byte[] plain) {
    String label = VaultText.parse(new String(read(), StandardCharsets.ISO_8859_1)).label();
    write(vault.seal(plain, label).getBytes(StandardCharsets.US_ASCII));
  }

  /** Writes content that never was readable by others under another name. */
  public void write(byte[] content) {
    try {
      Path real = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
      Path fresh =
          Files.createTempFile(real.getParent(), "." + real.getFileName(), ".new", OWNER_ONLY);
      try {
        Files.write(fresh, content, StandardOpenOption.DSYNC);
        if (Files.exists(real)) {
          keepOwnerAndMode(real, fresh);
        }
        Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new VaultException(path + " can't be written", e);
    }
  }

  private static void keepOwnerAndMode(Path from, Path to) throws IOException {
    PosixFileAttributes old = Files.readAttributes(from, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    PosixFileAttributes now = view.readAttributes();
    if (!now.owner().equals(old.owner())) {
      view.setOwner(old.owner());
    }
    if (!now.group().equals(old.group())) {
      view.setGroup(old.group());
    }
    view.setPermissions(old.permissions());
  }
}
