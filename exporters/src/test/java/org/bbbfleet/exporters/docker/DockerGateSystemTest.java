package org.bbbfleet.exporters.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A real dockerd, real containers, the real client behind the gate, a real socket. */
@Tag("system")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DockerGateSystemTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SECRET = "the-shared-secret";

  // One daemon for all tests, for it takes seconds to start; each test removes its containers.
  @TempDir private static Path directory;
  private RealProcesses real;
  private DockerDaemon docker;
  private DockerGate gate;
  private Path socket;

  @BeforeAll
  void start() throws Exception {
    real = new RealProcesses(directory);
    docker = DockerDaemon.start(directory);
    docker.image("worker", Files.createDirectory(directory.resolve("image")));
    socket = Gate.listen(real, directory, docker);
    gate = new DockerGate(socket, Duration.ofSeconds(10));
  }

  @AfterAll
  void stop() throws Exception {
    real.close();
    docker.close();
  }

  @AfterEach
  void removeContainers() throws Exception {
    docker.remove();
  }

  @Test
  void tellsStatesAndMeetingsAndNoSecrets() throws Exception {
    assertThat(gate.containers()).isEmpty();
    String running = run("hall", "/bin/sh", "-c", "sleep 1000 & wait", "-p", SECRET);
    run("over", "/bin/true");
    run("failed", "/bin/sh", "-c", "exit 7");
    docker.docker(
        "run", "-d", "--name=loop", "--network=none", "--restart=always", "worker", "/bin/true");
    RealProcesses.await(SOON, "it is restarted", () -> container("loop").restarts() > 0);
    RealProcesses.await(SOON, "both have ended", () -> container("failed").ended());
    assertThat(container("over").exitCode()).isZero();
    assertThat(container("failed").exitCode()).isEqualTo(7);
    RealProcesses.await(SOON, "it is about to start", () -> container("loop").restarting());
    Container hall = container("hall");
    assertThat(hall.id()).isEqualTo(running);
    assertThat(hall.status()).isEqualTo("running");
    assertThat(hall.meeting()).hasValue("meeting = \"1\" <&>");
    assertThat(hall.user()).hasValue("Live");
    assertThat(hall.recordings()).hasValue(directory.toString());
    assertThat(container("loop").meeting()).isEqualTo(Optional.empty());
    String raw = raw("GET /containers/json HTTP/1.0\r\n\r\n");
    assertThat(raw).contains(running).doesNotContain(SECRET).doesNotContain("PATH");
    assertThat(raw("GET /containers/" + running + "/json HTTP/1.0\r\n\r\n"))
        .contains("\"name\":\"/hall\"")
        .doesNotContain(SECRET);
    assertThat(raw("GET /version HTTP/1.0\r\n\r\n")).contains("{\"version\":\"");
  }

  @Test
  void nothingIsStartedThroughIt() throws Exception {
    String body = "{\"Image\":\"worker\",\"Cmd\":[\"/bin/sleep\",\"1000\"]}";
    for (String request :
        List.of(
            "POST /containers/create HTTP/1.0\r\n\r\n",
            "POST /containers/create HTTP/1.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body,
            "DELETE /images/worker HTTP/1.0\r\n\r\n",
            "GET /images/json HTTP/1.0\r\n\r\n")) {
      assertThat(raw(request)).startsWith("HTTP/1.0 4");
    }
    assertThat(docker.docker("ps", "--all", "--quiet")).isEmpty();
    assertThat(docker.docker("images", "--quiet")).isNotEmpty();
  }

  @Test
  void saysWhenNobodyIsThere() throws Exception {
    DockerGate nobody = new DockerGate(directory.resolve("none"), Duration.ofSeconds(1));
    assertThatThrownBy(nobody::containers)
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("the Docker gate at");
    RealProcesses.signal(Long.parseLong(Files.readString(directory.resolve("docker/pid"))), "STOP");
    assertThatThrownBy(gate::containers).hasMessageContaining("502 Docker does not answer");
    RealProcesses.signal(Long.parseLong(Files.readString(directory.resolve("docker/pid"))), "CONT");
  }

  private String run(String name, String... command) throws Exception {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "run",
                "--detach",
                "--network=none",
                "--name=" + name,
                "--env=BBB_SECRET=" + SECRET,
                "--env=BBB_MEETING_ID=meeting = \"1\" <&>",
                "--env=BBB_USER_NAME=Live",
                "--volume=" + directory + ":/video",
                "worker"));
    arguments.addAll(List.of(command));
    return docker.docker(arguments.toArray(new String[0]));
  }

  private Container container(String name) {
    return gate.containers().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private String raw(String request) throws Exception {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(1 << 20);
      while (channel.read(answer) >= 0) {
        assertThat(answer.hasRemaining()).isTrue();
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
  }
}
