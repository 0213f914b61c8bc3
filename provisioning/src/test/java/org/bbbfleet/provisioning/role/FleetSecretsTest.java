package org.bbbfleet.provisioning.role;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.bbbfleet.provisioning.resource.Hash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FleetSecretsTest {
  @TempDir Path directory;

  @Test
  void areMadeOnceAndKept() throws IOException {
    String token = new FleetSecrets(directory).webhookToken().reveal();
    String key = new FleetSecrets(directory).healerPrivateKey().reveal();

    assertThat(token).hasSizeGreaterThanOrEqualTo(32);
    assertThat(new FleetSecrets(directory).webhookToken().reveal()).isEqualTo(token);
    assertThat(new FleetSecrets(directory).healerPrivateKey().reveal()).isEqualTo(key);
    assertThat(new FleetSecrets(directory).apiToken().reveal()).isNotEqualTo(token);
    assertThat(mode(directory.resolve(".fleet"))).isEqualTo("rwx------");
    assertThat(mode(directory.resolve(".fleet/webhook.token"))).isEqualTo("rw-------");
    assertThat(directory.resolve(".fleet/.gitignore")).hasContent("*");
  }

  @Test
  void ofManyWhoMakeThemAtOnceAllGetTheSame() throws Exception {
    Set<String> keys = ConcurrentHashMap.newKeySet();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> all =
          IntStream.range(0, 32)
              .mapToObj(
                  i ->
                      (Callable<Boolean>)
                          () -> keys.add(new FleetSecrets(directory).healerPrivateKey().reveal()))
              .toList();
      pool.invokeAll(all);
    } finally {
      pool.shutdownNow();
    }
    assertThat(keys).hasSize(1);
  }

  /** A program of its own that makes the authority when it is told to, and says which it got. */
  public static final class Maker {
    private Maker() {}

    public static void main(String[] args) throws IOException {
      FleetSecrets secrets = new FleetSecrets(Path.of(args[0]));
      System.out.println("ready");
      System.out.flush();
      if (System.in.read() >= 0) {
        System.out.println(Hash.sha256(secrets.authority().certificatePem().getBytes(UTF_8)));
      }
    }
  }

  @Test
  @Timeout(120)
  void twoProgramsThatMakeTheAuthorityAtOnceGetTheSame() throws Exception {
    List<Process> makers = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        makers.add(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xshare:auto",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Maker.class.getName(),
                    directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
      }
      for (Process maker : makers) {
        assertThat(maker.inputReader(UTF_8).readLine()).isEqualTo("ready");
      }
      for (Process maker : makers) {
        maker.getOutputStream().write('\n');
        maker.getOutputStream().flush();
      }
      Set<String> got = new HashSet<>();
      for (Process maker : makers) {
        got.add(maker.inputReader(UTF_8).readLine());
      }
      assertThat(got)
          .containsExactly(
              Hash.sha256(
                  new FleetSecrets(directory).authority().certificatePem().getBytes(UTF_8)));
    } finally {
      makers.forEach(Process::destroyForcibly);
    }
  }

  @Test
  void opensshReadsTheHealersKeyAndFindsTheSamePublicKey() throws Exception {
    FleetSecrets secrets = new FleetSecrets(directory);
    secrets.healerPrivateKey();
    Process process =
        new ProcessBuilder(
                "ssh-keygen", "-y", "-f", directory.resolve(".fleet/healer_ed25519").toString())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    assertThat(out.strip()).isEqualTo(secrets.healerPublicKey() + " bbb-fleet-healer");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
