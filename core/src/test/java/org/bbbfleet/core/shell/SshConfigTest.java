package org.bbbfleet.core.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of ssh_config counts, compared with what OpenSSH's own client makes of the same file. */
class SshConfigTest {
  @TempDir Path directory;

  private static final String NASTY =
      """
      # a comment
      User = first
      Host bbb-? !bbb-9
        HostName %h.example.org
        Port=2201
        IdentityFile "~/.ssh/with space"
        IdentityFile ~/.ssh/%n-%r
        UnknownKeyword yes please
      \tHost\tbbb-9   other
        HostName 192.0.2.9
        user second
        ProxyJump ops@jump.example.org:2222,inner
      Match host *.example.org user first
        ServerAliveInterval 7
        UserKnownHostsFile "DIR/known one" DIR/known2
      Match originalhost bbb-2,bbb-3 host !nobody
        Port 9
        HostKeyAlias alias-%h
      Include DIR/more*.conf
      Host db*
        Include DIR/db.conf
      Host *
        ConnectTimeout 4
        Port 2299
        IdentityFile ~/.ssh/last # not a name
      """;

  private SshConfig config(String text) throws Exception {
    Path file = directory.resolve("config");
    Files.writeString(file, text.replace("DIR", directory.toString()));
    return SshConfig.of(file);
  }

  private void nasty() throws Exception {
    Files.writeString(directory.resolve("more1.conf"), "Host more\n  HostName one\n");
    Files.writeString(
        directory.resolve("more2.conf"),
        "Host more\n  HostName two\n  User of-two\nHost *\nPort 7\n");
    Files.writeString(
        directory.resolve("db.conf"), "HostName db.internal\nHost db-2\n  Port 5432\n");
    config(NASTY);
  }

  private SshTarget target(SshConfig config, Map<String, Object> variables) {
    Map<String, Object> all = new HashMap<>(variables);
    String name = (String) all.getOrDefault("name", "bbb-1");
    SshOptions options = SshOptions.strict(directory.resolve("known")).with(config);
    return new SshRoutes(options).to(new Host(name, List.of(), all));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bbb-1", "bbb-9", "bbb-2", "other", "more", "db-1", "db-2", "x"})
  @Tag("system")
  void theSameIsSetAsByOpenSsh(String name) throws Exception {
    nasty();
    Process ssh =
        new ProcessBuilder("ssh", "-G", "-F", directory.resolve("config").toString(), name)
            .redirectErrorStream(true)
            .start();
    String said = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // OpenSSH stops at a keyword that it does not know, unless told to ignore it.
    if (said.contains("Bad configuration option")) {
      Path file = directory.resolve("config");
      String text = Files.readString(file);
      Files.writeString(file, "IgnoreUnknown UnknownKeyword\n" + text);
      ssh =
          new ProcessBuilder("ssh", "-G", "-F", file.toString(), name)
              .redirectErrorStream(true)
              .start();
      said = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(ssh.waitFor(10, TimeUnit.SECONDS)).isTrue();
    Map<String, List<String>> theirs = new HashMap<>();
    said.lines()
        .map(line -> line.split(" ", 2))
        .filter(words -> words.length == 2)
        .forEach(w -> theirs.computeIfAbsent(w[0], k -> new ArrayList<>()).add(w[1]));
    SshTarget ours = target(SshConfig.of(directory.resolve("config")), Map.of("name", name));
    assertThat(List.of(ours.address())).isEqualTo(theirs.get("hostname"));
    assertThat(List.of(Integer.toString(ours.port()))).isEqualTo(theirs.get("port"));
    assertThat(List.of(ours.user())).isEqualTo(theirs.get("user"));
    assertThat(List.of(ours.connectTimeout().toSeconds() + ""))
        .isEqualTo(theirs.get("connecttimeout"));
    assertThat(ours.keys().stream().map(k -> k.file().toString()))
        .containsExactlyElementsOf(
            theirs.get("identityfile").stream()
                .map(
                    f ->
                        f.replace("~", SshPaths.home().toString())
                            .replace("%n", name)
                            .replace("%r", ours.user()))
                .toList());
    if (theirs.get("userknownhostsfile").get(0).contains("known one")) {
      assertThat(ours.known().toString()).contains("known one, ").contains("known2");
    }
    assertThat(ours.via().isPresent()).isEqualTo(theirs.containsKey("proxyjump"));
  }

  @Test
  void jumpsGoOneAfterTheOtherAndAreLookedUpThemselves() throws Exception {
    nasty();
    SshTarget target = target(SshConfig.of(directory.resolve("config")), Map.of("name", "bbb-9"));
    SshTarget inner = target.via().orElseThrow();
    assertThat(inner.name()).isEqualTo("jump host inner");
    assertThat(inner.port()).isEqualTo(2299);
    SshTarget outer = inner.via().orElseThrow();
    assertThat(outer.address()).isEqualTo("jump.example.org");
    assertThat(outer.port()).isEqualTo(2222);
    assertThat(outer.user()).isEqualTo("ops");
    assertThat(outer.via()).isEmpty();
  }

  @Test
  void theInventoryComesFirstThenItsArgumentsThenTheFile() throws Exception {
    SshConfig config = config("Host *\nUser file\nPort 1\nProxyJump file-jump\n");
    SshTarget target =
        target(
            config,
            Map.of(
                "ansible_host",
                "192.0.2.1",
                "ansible_user",
                "variable",
                "ansible_ssh_common_args",
                "-C -J a@b:3 -o ConnectTimeout=9 -oServerAliveInterval=8 -o Port=2"));
    assertThat(target.address()).isEqualTo("192.0.2.1");
    assertThat(target.user()).isEqualTo("variable");
    assertThat(target.port()).isEqualTo(2);
    assertThat(target.connectTimeout()).isEqualTo(Duration.ofSeconds(9));
    assertThat(target.keepAlive()).isEqualTo(Duration.ofSeconds(8));
    assertThat(target.via().map(SshTarget::address)).isEqualTo(Optional.of("b"));
    assertThat(target.via().map(SshTarget::user)).isEqualTo(Optional.of("a"));
  }

  @Test
  void theUsualProxyCommandIsAJumpAndOthersAreRefused() throws Exception {
    SshTarget target =
        target(
            SshConfig.NONE,
            Map.of(
                "ansible_ssh_common_args",
                "-o ProxyCommand=\"ssh -W %h:%p -q -p 2022 -i ~/k ops@bastion\""));
    SshTarget bastion = target.via().orElseThrow();
    assertThat(bastion.address()).isEqualTo("bastion");
    assertThat(bastion.user()).isEqualTo("ops");
    assertThat(bastion.port()).isEqualTo(2022);
    assertThat(bastion.keys()).hasSize(1);
    SshConfig other = config("Host *\nProxyCommand nc -X connect -x proxy:3128 %h %p\n");
    assertThatThrownBy(() -> target(other, Map.of()))
        .isInstanceOfSatisfying(
            FleetException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.INPUT))
        .hasMessageContaining("config:2")
        .hasMessageContaining("ProxyCommand is not supported")
        .hasMessageContaining("Use ProxyJump");
    assertThat(target(other, Map.of("ansible_ssh_common_args", "-o ProxyCommand=none")).via())
        .isEmpty();
  }

  @Test
  void jumpsInACircleAreAnError() throws Exception {
    SshConfig config = config("Host a\nProxyJump b\nHost b\nProxyJump a\n");
    assertThatThrownBy(() -> target(config, Map.of("name", "a")))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("circle");
  }

  @Test
  void hostKeysAreCheckedWhateverTheFileWouldRatherHave() throws Exception {
    SshConfig config = config("Host *\nUserKnownHostsFile /dev/null\nStrictHostKeyChecking no\n");
    SshTarget target = target(config, Map.of());
    assertThat(target.known()).containsExactly(directory.resolve("known"));
    assertThat(target.policy()).isEqualTo(HostKeyPolicy.ACCEPT_NEW);
  }

  @Test
  void whatOnlyLooksLikeAFileIsNeverReplaced() {
    assertThatThrownBy(
            () ->
                new KnownHosts(Path.of("/dev/null")).add("x", 22, MinaServer.keyPair().getPublic()))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("no file that could be replaced");
  }

  @Test
  void wordsAreSplitAsOpenSshDoes() {
    assertThat(SshConfigLine.words("a \"b c\"d 'e \"f' \\\"g h#i # j"))
        .isEqualTo(Arrays.asList("a", "b cd", "e \"f", "\"g", "h#i"));
    assertThat(SshConfigLine.words("\"\" x")).isEqualTo(List.of("", "x"));
  }
}
