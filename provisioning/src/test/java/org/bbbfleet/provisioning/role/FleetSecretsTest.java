package org.bbbfleet.provisioning.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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
