package org.bbbfleet.core.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of elliptic curves are as good as others, although BouncyCastle is no provider here. */
class EcdsaKeysTest {
  @TempDir Path directory;

  @BeforeAll
  static void asTheProgramDoes() {
    new SshShells(SshOptions.strict(Path.of("known_hosts")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void aHostsPublicKeyIsRead(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    byte[] sent = sent(generator.generateKeyPair().getPublic());
    assertThat(sent(new Buffer.PlainBuffer(sent).readPublicKey())).isEqualTo(sent);
  }

  private static byte[] sent(PublicKey key) {
    return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
  }

  @Tag("system")
  @ParameterizedTest
  @ValueSource(strings = {"256", "384", "521"})
  void anAdminsPrivateKeyIsRead(String bits) throws Exception {
    Path file = directory.resolve("id_ecdsa");
    Process keygen =
        new ProcessBuilder(
                "ssh-keygen", "-q", "-t", "ecdsa", "-b", bits, "-N", "", "-f", file.toString())
            .inheritIO()
            .start();
    assertThat(keygen.waitFor()).isZero();
    try (SSHClient client = new SSHClient(new DefaultConfig())) {
      KeyProvider key = client.loadKeys(file.toString());
      String line = Files.readString(file.resolveSibling("id_ecdsa.pub"));
      assertThat(key.getPrivate()).isNotNull();
      assertThat(line).startsWith(key.getType().toString());
    }
  }
}
