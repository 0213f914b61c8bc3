package org.bbbfleet.core.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.KnownHosts.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownHostsTest {
  private static final PublicKey A = MinaServer.keyPair().getPublic();
  private static final PublicKey B = MinaServer.keyPair().getPublic();
  private static final PublicKey RSA = MinaServer.keyPair("RSA", 2048).getPublic();

  @TempDir Path directory;
  private Path file;
  private KnownHosts known;

  @BeforeEach
  void open() {
    file = directory.resolve("sub/known_hosts");
    known = new KnownHosts(file);
  }

  @Test
  void withoutAFileNothingIsKnown() {
    assertThat(known.check("bbb-1", 22, A)).isEqualTo(Verdict.UNKNOWN);
    assertThat(known.fingerprints("bbb-1", 22)).isEmpty();
    assertThat(known.forget("bbb-1", 22)).isZero();
  }

  @Test
  void anAddedKeyIsKnownForThatHostAndPortOnly() {
    assertThat(known.add("BBB-1", 22, A)).isEqualTo(Verdict.KNOWN);
    assertThat(known.check("bbb-1", 22, A)).isEqualTo(Verdict.KNOWN);
    assertThat(known.check("bbb-1", 22, B)).isEqualTo(Verdict.CHANGED);
    assertThat(known.check("bbb-1", 2222, A)).isEqualTo(Verdict.UNKNOWN);
    assertThat(known.check("bbb-2", 22, A)).isEqualTo(Verdict.UNKNOWN);
    assertThat(known.fingerprints("bbb-1", 22)).containsExactly(KnownHosts.fingerprint(A));
  }

  @Test
  void aKeyOfAnotherTypeIsAChangedKeyToo() {
    known.add("bbb-1", 22, A);
    assertThat(known.check("bbb-1", 22, RSA)).isEqualTo(Verdict.CHANGED);
    assertThat(known.add("bbb-1", 22, RSA)).isEqualTo(Verdict.CHANGED);
  }

  @Test
  void forgettingTakesOneHostOnlyAndKeepsTheRest() throws Exception {
    known.add("10.0.0.1", 22, A);
    known.add("10.0.0.1", 2222, B);
    String two = line("bbb-1,10.0.0.2", A);
    Files.writeString(file, Files.readString(file) + "# note\n" + two + "\n\n*.example.com x y\n");
    Host host =
        new Host("bbb-9", List.of(), Map.of("ansible_host", "10.0.0.1", "ansible_port", 2222));
    assertThat(known.forget(host)).isEqualTo(1);
    assertThat(known.check("10.0.0.1", 2222, B)).isEqualTo(Verdict.UNKNOWN);
    assertThat(known.forget("10.0.0.2", 22)).isEqualTo(1);
    assertThat(known.check("bbb-1", 22, A)).isEqualTo(Verdict.KNOWN);
    assertThat(known.check("10.0.0.2", 22, A)).isEqualTo(Verdict.UNKNOWN);
    assertThat(known.check("10.0.0.1", 22, A)).isEqualTo(Verdict.KNOWN);
    assertThat(Files.readString(file)).contains("# note", "*.example.com x y");
  }

  @Test
  void aFileWithoutALastLineBreakIsExtendedRightly() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, line("bbb-1", A));
    known.add("bbb-2", 22, B);
    assertThat(known.check("bbb-1", 22, A)).isEqualTo(Verdict.KNOWN);
    assertThat(known.check("bbb-2", 22, B)).isEqualTo(Verdict.KNOWN);
  }

  @Test
  void hashedNamesAreUnderstoodAndForgotten() throws Exception {
    byte[] salt = "12345678901234567890".getBytes(StandardCharsets.UTF_8);
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(salt, "HmacSHA1"));
    byte[] hash = mac.doFinal("[bbb-1]:2222".getBytes(StandardCharsets.UTF_8));
    Base64.Encoder base64 = Base64.getEncoder();
    write(line("|1|" + base64.encodeToString(salt) + "|" + base64.encodeToString(hash), A));
    assertThat(known.check("bbb-1", 2222, A)).isEqualTo(Verdict.KNOWN);
    assertThat(known.check("bbb-1", 2222, B)).isEqualTo(Verdict.CHANGED);
    assertThat(known.check("bbb-1", 22, A)).isEqualTo(Verdict.UNKNOWN);
    assertThat(known.forget("bbb-1", 2222)).isEqualTo(1);
    assertThat(known.check("bbb-1", 2222, A)).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void patternsNegationsAndMarkersCount() throws Exception {
    write(
        line("*.lab,!odd.lab", A)
            + "\n@revoked "
            + line("*", B)
            + "\n@cert-authority "
            + line("*", RSA));
    assertThat(known.check("one.lab", 22, A)).isEqualTo(Verdict.KNOWN);
    assertThat(known.check("odd.lab", 22, A)).isEqualTo(Verdict.UNKNOWN);
    assertThat(known.check("one.lab", 22, B)).isEqualTo(Verdict.REVOKED);
    assertThat(known.check("elsewhere", 22, RSA)).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void damagedLinesNameNobody() throws Exception {
    write("bbb-1\nbbb-1 ssh-rsa\n|1|x|y ssh-rsa AAAA\n|1| ssh-rsa AAAA\n\u0000\u0001 \u0002 é\n");
    assertThat(known.check("bbb-1", 22, A)).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void manyThreadsAddWithoutLosingAnyKey() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Verdict>> all = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String name = "bbb-" + i;
        all.add(pool.submit(() -> new KnownHosts(file).add(name, 22, A)));
      }
      for (Future<Verdict> one : all) {
        assertThat(one.get()).isEqualTo(Verdict.KNOWN);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(Files.readAllLines(file)).hasSize(60);
  }

  private void write(String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String line(String names, PublicKey key) throws Exception {
    Path scratch = directory.resolve("scratch");
    Files.deleteIfExists(scratch);
    new KnownHosts(scratch).add("x", 22, key);
    return names + Files.readString(scratch).strip().substring(1);
  }
}
