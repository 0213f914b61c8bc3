package org.bbbfleet.exporters.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** The real script in front of a Docker client that writes down what it was asked. */
class GateScriptTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String END = " HTTP/1.1\r\n\r\n";

  private Path directory;
  private Path calls;

  @BeforeTry
  void prepare() throws IOException {
    directory = Files.createTempDirectory("gate");
    calls = Files.writeString(directory.resolve("calls"), "");
    Files.writeString(directory.resolve("gate"), GateScript.text());
    docker(
        """
        case $1 in
          version) echo '{"version":"20.10.24"}' ;;
          ps) echo %1$s; echo not-an-id; echo --format ;;
          inspect) echo '{"id":"%1$s","status":"running"}' ;;
        esac
        """
            .formatted(ID));
  }

  @AfterTry
  void remove() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void docker(String text) throws IOException {
    Path file = directory.resolve("docker");
    Files.writeString(file, "#!/bin/sh\nprintf '%%s\\n' \"$*\" >>%s\n%s".formatted(calls, text));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String ask(String request) throws Exception {
    return ask(request.getBytes(StandardCharsets.UTF_8));
  }

  private String ask(byte[] request) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", directory.resolve("gate").toString());
    builder.environment().put("FLEET_GATE_DOCKER", directory.resolve("docker").toString());
    Process gate = builder.directory(directory.toFile()).start();
    try (OutputStream in = gate.getOutputStream()) {
      in.write(request);
    } catch (IOException e) {
      // It refuses what is too long without reading it to its end.
      assertThat(request.length).isGreaterThan(4096);
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (InputStream out = gate.getInputStream()) {
      out.transferTo(answer);
    }
    assertThat(gate.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(gate.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
    return answer.toString(StandardCharsets.UTF_8);
  }

  @Example
  void tellsTheVersion() throws Exception {
    assertThat(ask("GET /version" + END))
        .isEqualTo(
            "HTTP/1.0 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n"
                + "{\"version\":\"20.10.24\"}\n");
  }

  @Example
  void tellsOfContainersByIdsThatAreIds() throws Exception {
    assertThat(ask("GET /containers/json HTTP/1.0\r\nHost: docker\r\nUser-Agent: x\r\n\r\n"))
        .startsWith("HTTP/1.0 200 OK\r\n")
        .endsWith("\r\n\r\n{\"id\":\"" + ID + "\",\"status\":\"running\"}\n");
    List<String> asked = Files.readAllLines(calls);
    assertThat(asked.get(0)).isEqualTo("ps --all --quiet --no-trunc");
    assertThat(asked.get(1))
        .startsWith("inspect --type container --format {")
        .endsWith("} " + ID)
        .doesNotContain("not-an-id");
    assertThat(ask("GET /containers/" + ID.substring(0, 12) + "/json" + END)).contains(ID);
  }

  @Example
  void asksForNoEnvironmentButTheMeetingAndTheName() throws Exception {
    ask("GET /containers/json" + END);
    assertThat(Files.readString(calls))
        .contains("\"BBB_MEETING_ID=\"")
        .contains("\"BBB_USER_NAME=\"")
        .doesNotContain("SECRET")
        .doesNotContain("json .Config")
        .doesNotContain("Labels")
        .doesNotContain(".Args")
        .doesNotContain(".State.Error");
  }

  @Example
  void refusesEverythingElse() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "get")) {
      refused("405", method + " /containers/json" + END);
    }
    for (String path :
        List.of(
            "/",
            "/info",
            "/events",
            "/images/json",
            "/v1.41/containers/json",
            "/containers",
            "/containers/json/",
            "/containers//json",
            "/containers/" + ID,
            "/containers/" + ID + "/logs",
            "/containers/" + ID + "/exec",
            "/containers/" + ID + "/archive",
            "/containers/" + ID + "0/json",
            "/containers/0123456789a/json",
            "/containers/" + ID.toUpperCase(java.util.Locale.ROOT) + "/json",
            "/containers/../version/json",
            "/containers/" + ID + "/../json")) {
      refused("404", "GET " + path + END);
    }
    for (String request :
        List.of(
            "",
            "\r\n\r\n",
            "GET /version",
            "GET /version\r\n\r\n",
            "GET /version HTTP/1.1\n\n",
            "GET /version HTTP/2.0\r\n\r\n",
            "GET /version HTTP/1.1 HTTP/1.1x\r\n\r\n",
            "GET /version?x=1" + END,
            "GET /containers/json?all=1" + END,
            "GET /containers/$(id)/json" + END,
            "GET /containers/`id`/json" + END,
            "GET /containers/*/json" + END,
            "GET /containers/-a/json" + END,
            "GET /containers/%2e%2e/json" + END,
            "GET http://x/version" + END,
            "GET /version" + END + "x",
            "GET /version" + END + "POST /containers/create" + END,
            "POST /containers/create HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
            "G\0ET /version" + END,
            "GET /version\0" + END,
            "GET /version" + "x".repeat(5000) + END,
            "GET /version HTTP/1.1\r\nX: " + "x".repeat(100_000) + "\r\n\r\n")) {
      refused("400", request);
    }
  }

  private void refused(String status, String request) throws Exception {
    assertThat(ask(request)).as(request).startsWith("HTTP/1.0 " + status + " ");
    assertThat(calls).as(request).hasContent("");
  }

  @Example
  void saysWhenDockerFails() throws Exception {
    docker("echo 'permission denied: SECRET' >&2\nexit 1\n");
    for (String path : List.of("/version", "/containers/json")) {
      assertThat(ask("GET " + path + END))
          .startsWith("HTTP/1.0 502 Docker does not answer\r\n")
          .doesNotContain("SECRET");
    }
    docker("echo 'no JSON: SECRET'\n");
    for (String path : List.of("/version", "/containers/" + ID + "/json")) {
      assertThat(ask("GET " + path + END)).startsWith("HTTP/1.0 502 ").doesNotContain("SECRET");
    }
  }

  @Example
  void givesUpOnADockerThatHangs() throws Exception {
    docker("exec sleep 600\n");
    Files.writeString(
        directory.resolve("gate"), GateScript.text().replaceFirst("PATIENCE=\\d+", "PATIENCE=1"));
    assertThat(ask("GET /version" + END)).startsWith("HTTP/1.0 502 ");
  }

  @Example
  void endsAnAnswerThatIsTooLong() throws Exception {
    docker(
        "case $1 in ps) echo %s ;; *) printf '{'; head -c 5000000 /dev/zero | tr '\\0' x ;; esac\n"
            .formatted(ID));
    assertThat(ask("GET /containers/json" + END).length()).isBetween(1_000_000, 1_100_000);
  }

  /** Whatever else comes in: no success, and Docker hears nothing. */
  @Property(tries = 150)
  void nothingElseReachesDocker(@ForAll("requests") byte[] request) throws Exception {
    String text = new String(request, StandardCharsets.ISO_8859_1);
    boolean valid =
        text.matches(
            "(?s)GET /(version|containers/json|containers/[0-9a-f]{12,64}/json) HTTP/1\\.[01]\r\n.*");
    if (!valid) {
      assertThat(ask(request)).startsWith("HTTP/1.0 4");
      assertThat(calls).hasContent("");
    }
  }

  @Provide
  Arbitrary<byte[]> requests() {
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(600);
    Arbitrary<byte[]> spoiled =
        Combinators.combine(
                Arbitraries.of(
                    "GET /version HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /containers/json HTTP/1.0\r\n\r\n",
                    "GET /containers/" + ID + "/json HTTP/1.1\r\n\r\n"),
                Arbitraries.integers().between(0, 30),
                Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(6),
                Arbitraries.integers().between(0, 3))
            .as(
                (whole, at, piece, cut) ->
                    (whole.substring(0, Math.min(at, whole.length()))
                            + piece
                            + whole.substring(Math.min(at + cut, whole.length())))
                        .getBytes(StandardCharsets.ISO_8859_1));
    return Arbitraries.oneOf(noise, spoiled);
  }
}
