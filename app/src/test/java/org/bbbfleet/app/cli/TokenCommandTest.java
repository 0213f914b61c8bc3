package org.bbbfleet.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.app.service.api.Tokens;
import org.bbbfleet.app.service.api.TokensFile;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TokenCommandTest {
  @TempDir Path directory;

  private int token(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-i", directory.toString()));
    return new CommandLine(new TokenCommand()).execute(all.toArray(new String[0]));
  }

  @Test
  void ofManyAtOnceNoneIsLost() throws Exception {
    int many = 12;
    ExecutorService pool = Executors.newFixedThreadPool(many);
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        String name = "person-" + i;
        all.add(pool.submit(() -> token("add", name, "--role", "viewer")));
      }
      for (Future<Integer> one : all) {
        assertThat(one.get(30, TimeUnit.SECONDS)).isZero();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(tokens()).hasSize(many);
    assertThat(token("remove", "person-3")).isZero();
    assertThat(tokens()).hasSize(many - 1);
    assertThat(token("remove", "person-3")).isNotZero();
  }

  private List<Tokens.Token> tokens() throws IOException {
    Path file = new FleetSecrets(directory).namedTokensFile();
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    return TokensFile.load(file);
  }
}
