package org.bbbfleet.core.vault;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.bbbfleet.core.config.Secret;

/**
 * Opens and writes what {@code ansible-vault} does: whole files, and texts that stand inside YAML
 * under {@code !vault}. As in Ansible every password is tried, those of the vault's own label
 * first.
 */
public final class Vault {
  private static final int SALT = 32;

  /** A password with the label that its vaults carry; the label {@code default} writes none. */
  public record Key(String label, Secret password) {
    /** The label of a key that was given without one. */
    public static final String DEFAULT = "default";
  }

  private final Supplier<List<Key>> source;
  private final SecureRandom random;
  private List<Key> keys;

  /**
   * @param source is asked once, and only when something encrypted is met: it may ask a person
   */
  public Vault(Supplier<List<Key>> source, SecureRandom random) {
    this.source = source;
    this.random = random;
  }

  /** A vault of these passwords. */
  public static Vault of(Key... keys) {
    List<Key> all = List.of(keys);
    return new Vault(() -> all, new SecureRandom());
  }

  /** A vault without a password: everything encrypted is an error that says what to give. */
  public static Vault closed() {
    return of();
  }

  /** Whether the text is a vault. */
  public static boolean isVault(String text) {
    return text.stripLeading().startsWith(VaultText.MARK);
  }

  /**
   * Opens a vault.
   *
   * @throws VaultException when it is damaged, or no password opens it
   */
  public byte[] open(String text) {
    VaultText vault = VaultText.parse(text);
    List<Key> candidates = new ArrayList<>(keys());
    if (candidates.isEmpty()) {
      throw new VaultException(
          "is encrypted with ansible-vault and no password was given. Give --vault-password-file"
              + " FILE, --ask-vault-pass or ANSIBLE_VAULT_PASSWORD_FILE");
    }
    candidates.sort(Comparator.comparing(key -> !key.label().equals(vault.label())));
    for (Key key : candidates) {
      java.util.Optional<byte[]> plain = VaultCipher.decrypt(vault, key.password());
      if (plain.isPresent()) {
        return plain.get();
      }
    }
    throw new VaultException(
        "can't be opened: "
            + (candidates.size() == 1
                ? "the vault password is not its"
                : "no vault password is its")
            + " own, or it was changed since it was encrypted");
  }

  /**
   * Opens a vault that holds text.
   *
   * @throws VaultException as {@link #open}, and when it holds no UTF-8
   */
  public String openText(String text) {
    byte[] plain = open(text);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(plain)).toString();
    } catch (CharacterCodingException e) {
      throw new VaultException("holds no UTF-8 text", e);
    }
  }

  /**
   * Encrypts with the first key, or with the one of this label.
   *
   * @param label empty for the first key
   * @return the vault's lines, ending in a line break
   * @throws VaultException when there is no such key
   */
  public String seal(byte[] plain, String label) {
    Key key =
        keys().stream()
            .filter(k -> label.isEmpty() || k.label().equals(label))
            .findFirst()
            .orElseThrow(
                () ->
                    new VaultException(
                        label.isEmpty()
                            ? "no vault password was given"
                            : "no vault password has the label " + label));
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    String shown = key.label().equals(Key.DEFAULT) ? "" : key.label();
    return VaultCipher.encrypt(plain, key.password(), shown, salt).write();
  }

  private synchronized List<Key> keys() {
    if (keys == null) {
      keys = List.copyOf(source.get());
    }
    return keys;
  }
}
