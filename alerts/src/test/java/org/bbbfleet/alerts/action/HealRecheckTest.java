package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.alerts.action.HealCase.when;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the healer's script looks at once more directly before it acts: that a process, a stream, a
 * directory is still the one that was seen. Each of these is taken out of the script's text, and
 * then the wrong thing is touched.
 */
class HealRecheckTest {
  @TempDir Path directory;

  /** A piece of the script, what is put in its place, and the moment in which that matters. */
  record Recheck(String text, String instead, HealCase moment) {
    String without() {
      String script = HealScript.text();
      assertThat(script.split(Pattern.quote(text), -1)).as(text + " is there once").hasSize(2);
      return script.replace(text, instead);
    }

    @Override
    public String toString() {
      return moment.check();
    }
  }

  static Stream<Recheck> rechecks() {
    return Stream.of(
            Stream.of(
                new Recheck(
                    " || [ -L \"$STOP\" ]; }",
                    "; }",
                    when(
                        "a STOP that is a link to nowhere stops, too",
                        "restart-unit nginx",
                        "restarted nginx.service",
                        host -> {
                          host.list("units", "nginx");
                          host.program("systemctl", "");
                          host.link(host.directory().resolve("STOP"), Path.of("nowhere"));
                        })),
                new Recheck(
                    "\"0/$1 \"*)",
                    "\"0/\"*)",
                    when(
                        "the beginning of a container's id is not its name",
                        "dry-run restart-container we",
                        "would restart container we",
                        host -> {
                          host.list("containers", "*");
                          host.program("systemctl", "");
                          host.program("docker", "echo '/web true x 0'");
                        }))),
            SofficeRechecks.all(),
            DiskRechecks.all(),
            ServiceRechecks.all())
        .flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("rechecks")
  void decides(Recheck recheck) throws IOException {
    Path root = directory.toRealPath();
    HealCase moment = recheck.moment();
    assertThat(moment.answer(new HealTwin(root.resolve("with"), HealScript.text())))
        .doesNotContain(moment.without());
    assertThat(moment.answer(new HealTwin(root.resolve("without"), recheck.without())))
        .contains(moment.without());
  }

  /**
   * The local twin's variables, which would let a caller choose programs and lists, are not read by
   * a script that came through sshd.
   */
  @Test
  void noVariableOfTheTwinsIsReadThroughSshd() throws IOException {
    String script = HealScript.text().replaceFirst("\n# --- the request ", "\nset\nexit 0\n$0");
    List<String> variables =
        Pattern.compile("FLEET_HEAL_[A-Z_]+")
            .matcher(script)
            .results()
            .map(match -> match.group())
            .distinct()
            .toList();
    assertThat(variables).hasSizeGreaterThan(10);
    assertThat(obeyed(script, variables, "")).hasSizeGreaterThanOrEqualTo(variables.size());
    assertThat(obeyed(script, variables, "192.0.2.1 5 192.0.2.2 22")).isEmpty();
    // Without the question whether it came through sshd, they would be.
    String careless = script.replace("[ -z \"${SSH_CONNECTION-}\" ]", "true");
    assertThat(obeyed(careless, variables, "192.0.2.1 5 192.0.2.2 22")).isNotEmpty();
  }

  /** The script's own variables that hold what the environment said. */
  private List<String> obeyed(String script, List<String> variables, String connection)
      throws IOException {
    HealTwin host = new HealTwin(directory.toRealPath().resolve("twin"), script);
    variables.forEach(name -> host.with(name, "/chosen/" + name));
    if (!connection.isEmpty()) {
      host.with("SSH_CONNECTION", connection);
    }
    List<String> chosen = new ArrayList<>();
    for (String line : host.heal("soffice-nudge").out().lines().toList()) {
      if (line.contains("/chosen/") && !line.startsWith("FLEET_HEAL_")) {
        chosen.add(line);
      }
    }
    return chosen;
  }
}
