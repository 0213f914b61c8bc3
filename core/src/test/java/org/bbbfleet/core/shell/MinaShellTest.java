package org.bbbfleet.core.shell;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MinaShellTest extends ShellContract {
  private static MinaServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new MinaServer(MinaServer.keyPair());
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  Shell open() {
    try {
      java.nio.file.Path keys = java.nio.file.Files.createTempDirectory("mina");
      return new SshShells(
              SshOptions.strict(keys.resolve("known_hosts"))
                  .with(HostKeyPolicy.ACCEPT_NEW)
                  .withPrivateKey(server.writeUserKey(keys.resolve("id"))))
          .open(server.host());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
