package org.bbbfleet.core.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bbbfleet.core.config.Secret;
import org.junit.jupiter.api.Test;

final class VaultTest {
  private static final Vault.Key DEFAULT = new Vault.Key(Vault.Key.DEFAULT, new Secret("one"));
  private static final Vault.Key PRODUCTION = new Vault.Key("production", new Secret("zwölf"));

  @Test
  void opensWhatItSealed() {
    for (String plain : List.of("", "a", "exactly 16 bytes", "päss: wörd\n".repeat(1000))) {
      String sealed = Vault.of(DEFAULT).seal(plain.getBytes(StandardCharsets.UTF_8), "");
      assertThat(sealed).startsWith("$ANSIBLE_VAULT;1.1;AES256\n").endsWith("\n");
      assertThat(sealed.lines()).allMatch(line -> line.length() <= 80);
      assertThat(Vault.of(DEFAULT).openText(sealed)).isEqualTo(plain);
    }
  }

  @Test
  void triesEveryPasswordAndWritesTheLabel() {
    Vault both = Vault.of(DEFAULT, PRODUCTION);
    String sealed = both.seal("x".getBytes(StandardCharsets.UTF_8), "production");
    assertThat(sealed).startsWith("$ANSIBLE_VAULT;1.2;AES256;production\n");
    assertThat(both.openText(sealed)).isEqualTo("x");
    assertThatThrownBy(() -> both.seal(new byte[0], "nobody")).hasMessageContaining("nobody");
  }

  @Test
  void opensAVaultThatYamlHasIndented() {
    String sealed = Vault.of(DEFAULT).seal("x".getBytes(StandardCharsets.UTF_8), "");
    assertThat(Vault.of(DEFAULT).openText(sealed.indent(10) + "\n")).isEqualTo("x");
  }

  @Test
  void saysWhatIsMissing() {
    String sealed = Vault.of(DEFAULT).seal("x".getBytes(StandardCharsets.UTF_8), "");
    assertThatThrownBy(() -> Vault.closed().open(sealed))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("--vault-password-file");
    assertThatThrownBy(() -> Vault.of(PRODUCTION).open(sealed))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("not its own")
        .hasMessageNotContaining("zwölf");
  }

  @Test
  void everyChangedLetterIsNoticed() {
    String sealed = Vault.of(DEFAULT).seal("secret".getBytes(StandardCharsets.UTF_8), "");
    int body = sealed.indexOf('\n') + 1;
    for (int i = body; i < sealed.length() - 1; i += 37) {
      char c = sealed.charAt(i);
      if (c != '\n') {
        String changed = sealed.substring(0, i) + (c == '3' ? '4' : '3') + sealed.substring(i + 1);
        assertThatThrownBy(() -> Vault.of(DEFAULT).open(changed))
            .isInstanceOf(VaultException.class);
      }
    }
  }

  @Test
  void refusesWhatIsNoVault() {
    for (String text :
        List.of(
            "",
            "plain",
            "$ANSIBLE_VAULT;",
            "$ANSIBLE_VAULT;1.0;AES\n00",
            "$ANSIBLE_VAULT;1.1;ROT13\n00",
            "$ANSIBLE_VAULT;1.1;AES256\nxyz",
            "$ANSIBLE_VAULT;1.1;AES256\n3030",
            "$ANSIBLE_VAULT;1.1;AES256\n")) {
      assertThatThrownBy(() -> Vault.of(DEFAULT).open(text)).isInstanceOf(VaultException.class);
    }
  }
}
