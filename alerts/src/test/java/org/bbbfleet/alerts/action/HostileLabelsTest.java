package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.HostActions.Effect;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.Shells;

/**
 * Whatever an alert's labels say, each action of the catalogue asks the real script only for itself
 * and hands on whole words; and whatever the script is asked, no text of it is ever run. Everything
 * is on the script's lists, and it finds no program but those that the test lets it have.
 */
class HostileLabelsTest {
  private static final String WORDS = "[A-Za-z0-9@._:-]*";
  private static final List<String> HARMLESS =
      List.of(
          "sh",
          "cat",
          "head",
          "tail",
          "perl",
          "paste",
          "sort",
          "grep",
          "sed",
          "awk",
          "tr",
          "cut",
          "date",
          "stat",
          "timeout",
          "sha256sum",
          "find",
          "du",
          "df",
          "wc",
          "sleep",
          "getconf");
  private static final List<String> NOTED =
      List.of(
          "systemctl",
          "patronictl",
          "docker",
          "certbot",
          "journalctl",
          "apt-get",
          "runuser",
          "curl",
          "rm",
          "openssl",
          "logger",
          "redis-cli",
          "psql",
          "runuser",
          "fs_cli",
          "socat",
          "reboot",
          "env");

  private static Path directory;
  private static HealTwin host;

  @BeforeContainer
  static void prepare() throws IOException {
    directory = Files.createTempDirectory("hostile");
    host = new HealTwin(directory);
    host.onlyPrograms(HARMLESS);
    NOTED.forEach(program -> host.program(program, "exit 0"));
    HealScript.lists().keySet().forEach(list -> host.list(list, "*", "nginx", "due", "web a=b"));
  }

  @AfterContainer
  static void clean() throws IOException {
    try (java.util.stream.Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Provide
  Arbitrary<Action> actions() {
    return Arbitraries.of(Catalogue.load().all());
  }

  @Provide
  Arbitrary<String> labels() {
    String pwned = "touch " + directory.resolve("pwned");
    Arbitrary<String> nasty =
        Arbitraries.of(
            "",
            " ",
            "$(" + pwned + ")",
            "`" + pwned + "`",
            ";" + pwned,
            "&&" + pwned,
            "|" + pwned,
            "\n" + pwned,
            "\r" + pwned,
            "\t",
            "'",
            "\"",
            "\\",
            "$x",
            "${IFS}",
            "$IFS",
            "*",
            "?",
            "[a-z]*",
            "~",
            "../../etc/passwd",
            "/etc/passwd",
            "-h",
            "--",
            "--help",
            ">x",
            "<x",
            "#",
            "!",
            "\u0000",
            "\u001b[31m",
            "\u202e",
            "nginx\u00a0",
            "é",
            "a b",
            "%s%n",
            "dry-run",
            "999999999999999999999",
            "0",
            "-1",
            "a".repeat(200),
            "$(",
            "nginx stop",
            "a=b");
    Arbitrary<String> plain =
        Arbitraries.of(
            "nginx",
            "nginx.service",
            "web",
            "due",
            "hall",
            "300",
            "7",
            "logs",
            "apt",
            "recordings",
            "0123456789abcdef0123456789abcdef01234567-1700000000123",
            "a@b",
            "a:b",
            "_",
            ".",
            "..");
    Arbitrary<String> random = Arbitraries.strings().all().ofMaxLength(30);
    return Arbitraries.oneOf(
        nasty,
        plain,
        plain,
        random,
        net.jqwik.api.Combinators.combine(plain, nasty).as((a, b) -> a + b),
        net.jqwik.api.Combinators.combine(nasty, plain).as((a, b) -> a + b));
  }

  @Property(tries = 200)
  void anActionAsksForItselfAndHandsOnWholeWords(
      @ForAll("actions") Action action,
      @ForAll("labels") String one,
      @ForAll("labels") String two,
      @ForAll("labels") String three) {
    List<String> values = List.of(one, two, three);
    Map<String, String> written = new TreeMap<>();
    Map<String, String> labels = new TreeMap<>();
    for (int i = 0; i < action.parameters().size(); i++) {
      written.put(action.parameters().get(i).name(), "$l" + i);
      labels.put("l" + i, values.get(i % values.size()));
    }
    Catalogue.Bound bound;
    try {
      bound = Catalogue.load().bind(new ActionCall(action.name(), written), labels);
    } catch (FleetException e) {
      assertThat(e.category()).isEqualTo(ErrorCategory.INPUT);
      return;
    }
    assertThat(bound.parameters().values())
        .allSatisfy(value -> assertThat(value).matches(WORDS).doesNotStartWith("-").isNotEmpty());
    if (action.fragments().isEmpty()) {
      return;
    }
    host.forgetCalls();
    List<String> asked = new ArrayList<>();
    Report report = new HostActions(fleet(), recorded(asked), Effect.REAL).run("here", bound);
    assertThat(report.outcome())
        .isIn(Outcome.DONE, Outcome.NOTHING_TO_DO, Outcome.FAILED, Outcome.REFUSED);
    assertThat(report.output()).doesNotContain("Syntax error", "unexpected");
    assertThat(asked).allSatisfy(line -> assertThat(verbs(action)).contains(line.split(" ")[0]));
    nothingElseRan();
  }

  @Property(tries = 100)
  void noRequestIsEverRun(
      @ForAll("actions") Action action,
      @ForAll("labels") String one,
      @ForAll("labels") String two) {
    for (String verb : verbs(action)) {
      host.forgetCalls();
      String request = verb + " " + one + (two.length() % 2 == 0 ? "" : " " + two);
      if (request.contains("\u0000")) {
        // No program's environment can hold that; sshd hangs up.
        continue;
      }
      Shell.Result result = host.heal(request);
      if (!request.matches("[A-Za-z0-9@._: -]*")) {
        assertThat(result.exitStatus()).as(request).isEqualTo(64);
        assertThat(host.calls()).as(request).isEmpty();
      }
      nothingElseRan();
    }
  }

  private static List<String> verbs(Action action) {
    return action.fragments().stream()
        .map(HealFragment::named)
        .flatMap(fragment -> fragment.requests().stream())
        .map(HealFragment.Request::verb)
        .toList();
  }

  private static void nothingElseRan() {
    assertThat(directory.resolve("pwned")).doesNotExist();
    assertThat(Path.of("pwned")).doesNotExist();
    assertThat(host.calls()).allSatisfy(call -> assertThat(NOTED).contains(call.split(" ")[0]));
  }

  private static Shells recorded(List<String> asked) {
    return there ->
        KeyShell.on(
            there,
            line -> {
              asked.add(line);
              return host.heal(line);
            });
  }

  private static FleetView fleet() {
    Host here = new Host("here", List.of(), Map.of());
    return new FleetView() {
      @Override
      public Optional<Host> host(String name) {
        return Optional.of(here);
      }

      @Override
      public List<Host> hosts() {
        return List.of(here);
      }

      @Override
      public List<String> roles(String name) {
        return List.of();
      }
    };
  }
}
