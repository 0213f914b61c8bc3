package org.bbbfleet.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The media side's faults with real programs: LibreOffice, ffmpeg, nginx-rtmp. */
@Tag("system")
@Timeout(180)
class RealFaultsSystemTest {
  @TempDir private Path root;
  private Map<String, String> environment;

  @BeforeEach
  void install() throws Exception {
    Media.installUnder(root);
    Files.createDirectories(root.resolve("run/fault"));
    environment =
        Map.of(
            "FAULT_DIR", root.resolve("run/fault").toString(),
            "CONVERT_DIR", root.resolve("convert").toString(),
            "CONVERT_INTERVAL", "1",
            "CONVERT_DOCUMENT", root.resolve("usr/local/share/fleet-lab/lecture.fodt").toString());
  }

  @Test
  void aDefunctSofficeStaysUntilItsParentEnds() throws Exception {
    try (Running parent = service("convert-service")) {
      Running.await("a conversion", () -> exists(root.resolve("convert/lecture.pdf")));
      String told = fault("defunct", parent);
      long child = pid("soffice.bin (\\d+) is defunct", told);
      assertThat(told).contains("its parent " + parent.pid() + " does not reap it");
      assertThat(Running.state(child)).isEqualTo("Z");
      assertThat(root.resolve("run/fault/defunct")).doesNotExist();
      Running.signal("CHLD", parent.pid());
      Running.await("the parent back asleep", () -> Running.state(parent.pid()).equals("S"));
      assertThat(Running.state(child)).isEqualTo("Z");
      parent.process().destroy();
      Running.await("the zombie gone", () -> Running.state(child).isEmpty());
    }
  }

  @Test
  void aNudgedParentReapsAndGoesOn() throws Exception {
    try (Running parent = service("convert-service")) {
      long child = pid("soffice.bin (\\d+) is defunct", fault("defunct-nudge", parent));
      assertThat(Running.state(child)).isEqualTo("Z");
      Running.signal("CHLD", parent.pid());
      Running.await("the zombie reaped", () -> Running.state(child).isEmpty());
      Files.deleteIfExists(root.resolve("convert/lecture.pdf"));
      Running.await("conversions again", () -> exists(root.resolve("convert/lecture.pdf")));
      assertThat(parent.isAlive()).isTrue();
    }
  }

  @Test
  void aStuckSofficeEndsBySignalAndItsParentGoesOn() throws Exception {
    try (Running parent = service("convert-service")) {
      long child = pid("soffice.bin (\\d+) never ends", fault("stuck", parent));
      Running.await("soffice idle", () -> Running.state(child).equals("S"));
      Running.signal("KILL", child);
      Running.await("soffice gone", () -> Running.state(child).isEmpty());
      Running.await("conversions again", () -> exists(root.resolve("convert/lecture.pdf")));
    }
  }

  @Test
  void aStalledLivestreamFreezesAndARestartedOneFlows() throws Exception {
    int rtmp = freePort();
    int stat = freePort();
    DebianNginx nginx = DebianNginx.find();
    Path configuration = root.resolve("nginx.conf");
    Files.writeString(configuration, Media.localNginx(root, nginx.rtmpModule(), rtmp, stat));
    URI url = URI.create("http://127.0.0.1:" + stat + "/stat");
    environment =
        Map.of("BBB_STREAM_URL", "rtmp://127.0.0.1:" + rtmp + "/live/demo", "FAULT_DIR", "unused");
    try (Running server =
        new Running(
            root,
            Map.of(),
            nginx.program().toString(),
            "-p",
            root.toString(),
            "-e",
            root.resolve("error.log").toString(),
            "-c",
            configuration.toString())) {
      Running.await("nginx answers", () -> !get(url).isEmpty());
      try (Running worker = service("bbb-livestream", "demo")) {
        Running.await("the stream flows", () -> get(url).contains("<publishing/><active/>"));
        long ffmpeg = pid("ffmpeg (\\d+) is stopped", fault("stalled", worker));
        Running.await("ffmpeg stopped", () -> Running.state(ffmpeg).equals("T"));
        assertThat(worker.isAlive()).as("the worker does not notice").isTrue();
        worker.process().destroy();
        Running.await("a stopped ffmpeg ends too", () -> Running.state(ffmpeg).isEmpty());
      }
      Running.await("the stream gone", () -> !get(url).contains("<name>demo</name>"));
      assertThat(server.isAlive()).isTrue();
    }
  }

  @Test
  void theOriginalsExitCodeProvesNothing() throws Exception {
    environment = Map.of("BBB_STREAM_URL", "rtmp://127.0.0.1:" + freePort() + "/live/demo");
    try (Running worker = service("bbb-livestream", "demo")) {
      Running.await("the worker ended", () -> !worker.isAlive());
      assertThat(worker.process().exitValue()).isZero();
    }
  }

  @Test
  void theDummyUnitDies() throws Exception {
    try (Running dummy = service("dummy-unit")) {
      assertThat(fault("dead", dummy)).contains("dummy-unit " + dummy.pid() + " was killed");
      Running.await("dead", () -> !dummy.isAlive());
    }
  }

  private Running service(String name, String... arguments) throws IOException {
    String[] line = new String[arguments.length + 1];
    line[0] = root.resolve("usr/local/bin").resolve(name).toString();
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return new Running(root, environment, line);
  }

  private String fault(String name, Running parent) throws Exception {
    String program = root.resolve("usr/local/sbin/lab-fault").toString();
    if (name.equals("stalled")) {
      Running.await("ffmpeg", () -> parent.process().children().findAny().isPresent());
    }
    return Running.output(environment, program, name, Long.toString(parent.pid()));
  }

  private static long pid(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private static boolean exists(Path file) {
    return Files.exists(file);
  }

  private static String get(URI url) {
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
