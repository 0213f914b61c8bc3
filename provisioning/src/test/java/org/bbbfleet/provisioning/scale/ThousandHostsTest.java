package org.bbbfleet.provisioning.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The control side of a thousand hosts: real SSH connections, key exchanges and logins, one for
 * each host, to servers in another process that repeat one recorded answer ({@link ManyHosts}).
 */
@Tag("system")
@Tag("long")
class ThousandHostsTest {
  private static final int HOSTS = 1000;

  @TempDir Path directory;
  @TempDir Path state;

  @Test
  void aRunWithoutChangesTakesLessThanAMinuteAndAGigabyte() throws Exception {
    keygen("host", "ecdsa");
    keygen("id", "ecdsa");
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String hostKey = Files.readString(directory.resolve("host.pub")).strip();
    List<String> known = new ArrayList<>();
    for (int i = 0; i < HOSTS; i++) {
      known.add("[" + ManyHosts.address(i) + "]:" + port + " " + hostKey);
    }
    Files.write(directory.resolve("known_hosts"), known);
    try (Shell shell = new LocalShell("here")) {
      Shell.Result made =
          shell.run(
              Shell.Script.of(
                  "cd "
                      + state
                      + " && for i in $(seq 0 15); do mkdir -m 755 d$i; for n in $(seq 100); do"
                      + " echo line $i; done >d$i/file; chmod 644 d$i/file; done",
                  Duration.ofMinutes(1)));
      assertThat(made.ok()).isTrue();
    }
    Process servers =
        java(
                List.of("-Xmx1g", "-XX:+UseSerialGC"),
                ManyHosts.class,
                HOSTS + "",
                port + "",
                directory.resolve("host").toString(),
                directory.resolve("id.pub").toString())
            .redirectError(directory.resolve("servers.log").toFile())
            .start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(servers.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.readLine()).isEqualTo("listening");
      long began = System.nanoTime();
      Path out = directory.resolve("run.log");
      Process run =
          java(
                  List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                  ScaleRun.class,
                  HOSTS + "",
                  port + "",
                  directory.toString(),
                  state.toString())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      assertThat(run.waitFor(5, TimeUnit.MINUTES)).isTrue();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      String text = Files.readString(out);
      System.out.println("1,000 hosts, no change: " + took.toMillis() + " ms; " + text);
      assertThat(text).contains("hosts 1000 failed 0 changes 0 ");
      assertThat(took).isLessThan(Duration.ofSeconds(60));
    } finally {
      servers.destroy();
    }
  }

  private static ProcessBuilder java(List<String> options, Class<?> main, String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line);
  }

  private void keygen(String name, String type) throws Exception {
    Process keygen =
        new ProcessBuilder(
                "ssh-keygen", "-q", "-t", type, "-N", "", "-f", directory.resolve(name).toString())
            .inheritIO()
            .start();
    assertThat(keygen.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(keygen.exitValue()).isZero();
  }
}
