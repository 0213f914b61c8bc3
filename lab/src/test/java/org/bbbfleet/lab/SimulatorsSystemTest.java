package org.bbbfleet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The simulators as processes of their own. */
@Tag("system")
@Timeout(60)
class SimulatorsSystemTest {
  @Test
  void runsIsSteeredAndEndsOnSigterm() throws Exception {
    Process process = simulator("freeswitch", "--scenario", "busy");
    try (BufferedReader out = process.inputReader()) {
      String line = out.readLine();
      assertThat(line).startsWith("freeswitch simulator listens on ");
      URI control = URI.create(line.replaceAll(".* control ", ""));
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(control.resolve("fault?kind=refused"))
                      .POST(HttpRequest.BodyPublishers.noBody())
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(response.body()).contains("scenario busy").contains("Refused");
      // Not Process.destroy, which would close the streams too.
      process.toHandle().destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(out.readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aWrongCommandLineExits64() throws Exception {
    Process process = simulator("bbb", "--nonsense", "1");
    try (BufferedReader errors = process.errorReader()) {
      assertThat(errors.readLine()).isEqualTo("simulator: unknown option --nonsense");
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(64);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process simulator(String... arguments) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Simulators.class.getName()));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line).start();
  }
}
