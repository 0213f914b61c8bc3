package org.bbbfleet.core.vault;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * The text form of a vault: a header line, then the salt, the authentication code and the
 * ciphertext, each in hexadecimal, joined by line breaks and again written in hexadecimal, 80
 * characters to a line.
 *
 * @see <a
 *     href="https://docs.ansible.com/ansible/latest/vault_guide/vault_using_encrypted_content.html">the
 *     format, in Ansible's documentation</a>
 */
record VaultText(String label, byte[] salt, byte[] code, byte[] ciphertext) {
  static final String MARK = "$ANSIBLE_VAULT;";
  private static final String CIPHER = "AES256";
  private static final int WIDTH = 80;
  private static final int CODE_BYTES = 32;
  private static final int MOST_SALT = 1024;

  /**
   * Reads a vault; blanks around lines do not matter, because YAML indents them.
   *
   * @throws VaultException when it is none
   */
  static VaultText parse(String text) {
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (lines.isEmpty() || !lines.get(0).startsWith(MARK)) {
      throw new VaultException("is not encrypted with ansible-vault: it lacks the line " + MARK);
    }
    String[] header = lines.get(0).split(";", -1);
    boolean first = header.length == 3 && header[1].equals("1.1");
    boolean second = header.length == 4 && header[1].equals("1.2");
    if (!first && !second) {
      throw new VaultException("is a vault of a version that is not known: 1.1 and 1.2 are");
    }
    if (!header[2].strip().equals(CIPHER)) {
      throw new VaultException("is encrypted with a cipher that is not known: AES256 is");
    }
    try {
      String inner =
          new String(
              HexFormat.of().parseHex(String.join("", lines.subList(1, lines.size()))),
              StandardCharsets.US_ASCII);
      String[] parts = inner.split("\n", -1);
      if (parts.length != 3) {
        throw new VaultException("is a damaged vault: it must have three parts");
      }
      byte[] salt = HexFormat.of().parseHex(parts[0]);
      byte[] code = HexFormat.of().parseHex(parts[1]);
      if (salt.length == 0 || salt.length > MOST_SALT || code.length != CODE_BYTES) {
        throw new VaultException("is a damaged vault: its salt or its code has a wrong length");
      }
      return new VaultText(
          second ? header[3].strip() : "", salt, code, HexFormat.of().parseHex(parts[2]));
    } catch (IllegalArgumentException e) {
      throw new VaultException("is a damaged vault: it must be hexadecimal", e);
    }
  }

  /** The vault as it stands in a file, with a line break at its end. */
  String write() {
    HexFormat hex = HexFormat.of();
    String inner =
        hex.formatHex(salt) + "\n" + hex.formatHex(code) + "\n" + hex.formatHex(ciphertext);
    String outer = hex.formatHex(inner.getBytes(StandardCharsets.US_ASCII));
    StringBuilder text = new StringBuilder(MARK);
    text.append(label.isEmpty() ? "1.1;" + CIPHER : "1.2;" + CIPHER + ";" + label).append('\n');
    for (int i = 0; i < outer.length(); i += WIDTH) {
      text.append(outer, i, Math.min(outer.length(), i + WIDTH)).append('\n');
    }
    return text.toString();
  }
}
