package org.bbbfleet.exporters.livestream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.exporters.docker.DockerDaemon;

/**
 * A real container with the processes that a worker has: the start script, the script that is given
 * the secret, a program called chrome, and the machine's own ffmpeg. Like the original it looks at
 * nothing once it streams, and ends with 0 however its ffmpeg ended. It goes on when the test says
 * so by a file in {@code /video}.
 */
final class WorkerContainer {
  static final String SECRET = "the-shared-secret";
  static final String KEY = "a-secret-stream-key";
  static final String MEETING = "Room 1 & more";
  private static final String IMAGE = "worker";

  private final DockerDaemon docker;
  private final Path video;
  private final String name;
  private final String address;

  /**
   * Makes the image.
   *
   * @param name the worker's
   * @param network the first three numbers of a network of its own
   */
  WorkerContainer(DockerDaemon docker, Path directory, String name, String network)
      throws Exception {
    this.docker = docker;
    this.name = name;
    this.address = network;
    this.video = Files.createDirectories(directory.resolve("bbb-stream").resolve(name));
    Path files = Files.createDirectories(directory.resolve("image"));
    program(
        files.resolve("app/startStream.sh"),
        """
        /bin/sh /app/stream.py -s https://bbb.example.org/ -p "$BBB_SECRET" -i "$BBB_MEETING_ID" \
          -t "$BBB_STREAM_URL" -u "$BBB_USER_NAME"
        """);
    program(files.resolve("app/chrome"), "while :; do /bin/sleep 1; done\n");
    program(
        files.resolve("app/stream.py"),
        """
        until [ -e /video/meeting ]; do /bin/sleep 0.1; done
        /app/chrome &
        until [ -e /video/page ]; do /bin/sleep 0.1; done
        /usr/bin/ffmpeg -nostdin -loglevel error -re -f lavfi -i testsrc2=size=640x360:rate=20 \
          -re -f lavfi -i sine=frequency=440:sample_rate=44100 -vf noise=alls=60:allf=t \
          -c:v libx264 -preset ultrafast -g 20 -pix_fmt yuv420p -threads 1 -c:a aac -b:a 64k -ac 2 \
          -f flv "$BBB_STREAM_URL" >/video/log 2>&1
        kill %1 $!
        exit 0
        """);
    docker.image(IMAGE, files);
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Starts it without any network. */
  void run(int rtmpPort) throws Exception {
    docker.docker(
        "run",
        "--detach",
        "--name=" + name,
        "--network=none",
        "--user=1001",
        "--volume=" + video + ":/video",
        "--volume=/usr:/usr:ro",
        "--volume=/lib:/lib:ro",
        "--volume=/lib64:/lib64:ro",
        "--volume=/etc/alternatives:/etc/alternatives:ro",
        "--env=BBB_SECRET=" + SECRET,
        "--env=BBB_MEETING_ID=" + MEETING,
        "--env=BBB_USER_NAME=Live",
        "--env=BBB_STREAM_URL=rtmp://" + address + ".1:" + rtmpPort + "/live/" + KEY,
        IMAGE,
        "/app/startStream.sh");
    Files.setPosixFilePermissions(video, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  /** Lets Docker start it again and again: it ends at once. */
  void loop(String other) throws Exception {
    docker.docker(
        "run",
        "--detach",
        "--name=" + other,
        "--network=none",
        "--restart=always",
        "--volume=" + Files.createDirectories(video.resolveSibling(other)) + ":/video",
        "--env=BBB_MEETING_ID=" + MEETING,
        IMAGE,
        "/bin/true");
  }

  /** Gives it an interface of its own, whose other end is the machine's. */
  void connect() throws Exception {
    String pid = docker.docker("inspect", "--format={{.State.Pid}}", name);
    command("ip", "link", "add", link(), "type", "veth", "peer", "name", "eth0", "netns", pid);
    command("ip", "address", "add", address + ".1/30", "dev", link());
    up();
    command("nsenter", "-t", pid, "-n", "ip", "address", "add", address + ".2/30", "dev", "eth0");
    command("nsenter", "-t", pid, "-n", "ip", "link", "set", "eth0", "up");
  }

  void up() throws Exception {
    command("ip", "link", "set", link(), "up");
  }

  /** From now on nothing arrives any more, and nobody says so. */
  void down() throws Exception {
    command("ip", "link", "set", link(), "down");
  }

  private String link() {
    return "flt" + Long.toString(ProcessHandle.current().pid(), 36);
  }

  void meetingBegins() throws IOException {
    Files.createFile(video.resolve("meeting"));
  }

  void pageIsOpen() throws IOException {
    Files.createFile(video.resolve("page"));
  }

  /** The process of that name in the container. */
  long process(String comm) throws Exception {
    for (String line : docker.docker("top", name, "-eo", "pid,comm").lines().skip(1).toList()) {
      String[] words = line.strip().split("\\s+");
      if (words[1].equals(comm)) {
        return Long.parseLong(words[0]);
      }
    }
    throw new AssertionError("no process " + comm);
  }

  static void command(String... words) throws Exception {
    Process process = new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.exitValue()).as("%s: %s", List.of(words), said).isZero();
  }
}
