package org.bbbfleet.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HiddenTest {
  private static final String SECRET = "hunter3-SECRET";
  private static final Vault VAULT =
      Vault.of(new Vault.Key(Vault.Key.DEFAULT, new Secret("password")));

  @TempDir Path directory;

  private void file(String name, String text) throws Exception {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Reading examine() {
    return InventoryReader.examine(directory.resolve("hosts"), VAULT);
  }

  private static String sealed(String text) {
    return VAULT.seal(text.getBytes(StandardCharsets.UTF_8), Vault.Key.DEFAULT);
  }

  /** {@code name: !vault …} as YAML. */
  private static String vaulted(String name, String text) {
    return name + ": !vault |\n" + sealed(text).strip().indent(2);
  }

  @Test
  void whatIsRenderedFromAnEncryptedValueIsHiddenHoweverFarAway() throws Exception {
    file("hosts", "[web]\na\nb\n");
    file(
        "group_vars/all.yaml",
        vaulted("my_secret", SECRET)
            + """
            fqdn: "{{ my_secret }}/x"
            twice: "{{ fqdn | upper }}"
            listed: ["open", "{{ twice }}"]
            other: "{{ hostvars['b']['nested'].inner }}"
            nested: {inner: "{{ my_secret | length }}"}
            looped: "{% for i in [1] %}{{ my_secret }}{% endfor %}"
            open: "{{ group_names }}"
            plain: "nothing"
            """);
    Reading reading = examine();
    assertThat(reading.problems()).isEmpty();
    Inventory inventory = reading.inventory();
    Host a = inventory.host("a").orElseThrow();
    assertThat(a.string("fqdn")).contains(SECRET + "/x");
    for (String name :
        List.of("my_secret", "fqdn", "twice", "listed", "other", "nested", "looped")) {
      assertThat(inventory.hidden().covers(a, name)).as(name).isTrue();
    }
    for (String name : List.of("open", "plain")) {
      assertThat(inventory.hidden().covers(a, name)).as(name).isFalse();
    }
    String masked =
        inventory.hidden().mask("open " + SECRET + " and " + a.string("twice").orElseThrow());
    assertThat(masked).isEqualTo("open (encrypted) and (encrypted)");
  }

  @Test
  void theSameTextInTheOpenIsHiddenToo() throws Exception {
    file("hosts", "a copied=say-hunter3-SECRET-twice\n");
    file("group_vars/all.yaml", vaulted("my_secret", SECRET));
    Inventory inventory = examine().inventory();
    assertThat(inventory.hidden().covers(inventory.hosts().get(0), "copied")).isTrue();
  }

  @Test
  void aSecretIsFoundAsOtherFormatsWriteItAndLineByLine() throws Exception {
    file("hosts", "a\n");
    file(
        "group_vars/all.yaml",
        vaulted("quoted", "pass\"word") + vaulted("key", "first-line-of-it\nsecond-line-of-it\n"));
    Hidden hidden = examine().inventory().hidden();
    assertThat(hidden.mask("x \"pass\\\"word\" y")).isEqualTo("x \"(encrypted)\" y");
    assertThat(hidden.mask("http://u:pass%22word@h")).isEqualTo("http://u:(encrypted)@h");
    assertThat(hidden.mask("+  second-line-of-it")).isEqualTo("+  (encrypted)");
  }

  @Test
  void wordsOfATemplateAndShortValuesAreFoundInEverythingAndHideNothing() throws Exception {
    file("hosts", "a\n");
    file(
        "group_vars/all.yaml",
        vaulted("my_secret", "abc") + "state: \"{{ 'present' if my_secret else 'absent' }}\"\n");
    Hidden hidden = examine().inventory().hidden();
    assertThat(hidden.mask("abc is present")).isEqualTo("abc is present");
  }

  @Test
  void noMessageAboutAnEncryptedFileShowsWhatIsInIt() throws Exception {
    file("hosts", sealed("a pw=" + SECRET + " " + SECRET + "\n"));
    file("group_vars/all.yaml", sealed("password: *" + SECRET + "\n"));
    file(
        "host_vars/b.yaml",
        sealed("n: !!int " + SECRET + "\nt: !" + SECRET + " x\nj: 'a{{ hunter3SECRET }}b'\n"));
    file("hosts", sealed("[g]\nb\n\n[g:vars]\n" + SECRET + "\n"));
    Reading reading = examine();
    assertThat(reading.problems()).hasSizeGreaterThanOrEqualTo(5);
    assertThat(reading.problems().stream().map(Problem::toString))
        .noneMatch(message -> message.contains("hunter3"));
  }

  @Test
  void whatStandsInAnEncryptedInventoryIsHidden() throws Exception {
    file("hosts", sealed("a ansible_port=" + SECRET + "\n\n[all:vars]\npw=" + SECRET + "\n"));
    Reading reading = examine();
    Inventory inventory = reading.inventory();
    assertThat(inventory.hidden().covers(inventory.hosts().get(0), "pw")).isTrue();
    assertThat(inventory.written("a").get("pw").hidden()).isTrue();
    assertThat(reading.problems().stream().map(Problem::toString))
        .singleElement()
        .asString()
        .contains("ansible_port is (encrypted)");
  }

  @Test
  void aTemplateThatFailsDoesNotTellWhatItRead() throws Exception {
    file("hosts", "a\n");
    file(
        "group_vars/all.yaml",
        vaulted("my_secret", SECRET) + "broken: \"{{ {} | combine(my_secret) }}\"\n");
    assertThat(examine().problems().stream().map(Problem::toString))
        .singleElement()
        .asString()
        .contains("broken")
        .contains("why is not shown")
        .doesNotContain(SECRET);
  }
}
