package org.bbbfleet.provisioning.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.testing.TestHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that gathers facts, run by a real shell. */
class FactsScriptTest {
  @TempDir Path directory;
  private TestHost host;
  private final Questions questions = new Questions();

  @BeforeEach
  void open() {
    host = new TestHost(directory);
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void tellsTypeOwnerModeAndHash() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "hello\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    questions.content(file.toString());
    questions.file(directory + "/missing");
    questions.file(directory + "/bin");

    Facts facts = host.ask(questions);

    assertThat(facts.file(file.toString()))
        .contains(
            new FileFact(
                FileFact.Type.FILE,
                host.user(),
                host.group(),
                "0640",
                "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"));
    assertThat(facts.file(directory + "/missing")).isEmpty();
    assertThat(facts.file(directory + "/bin").orElseThrow().type())
        .isEqualTo(FileFact.Type.DIRECTORY);
    assertThat(facts.loginUserId()).isZero();
    assertThat(facts.machine()).isNotEmpty();
  }

  @Test
  void tellsHowLargeTheHostIs() {
    HostSize size = host.ask(questions).size();

    assertThat(size.cores()).isBetween(1, Runtime.getRuntime().availableProcessors());
    assertThat(size.memoryBytes()).isBetween(64L << 20, 64L << 40);
    assertThat(size.diskBytes()).isEqualTo(Path.of("/var").toFile().getTotalSpace());
  }

  @Test
  void whatHasNoSizeToTellSaysSo() {
    host.program("nproc", "exit 1");
    host.program("stat", "[ \"$1\" = -f ] && exit 1; exec /usr/bin/stat \"$@\"");

    HostSize size = host.ask(questions).size();

    assertThat(size.cores()).isZero();
    assertThat(size.diskBytes()).isZero();
    assertThat(size.memoryBytes()).isPositive();
  }

  @Test
  void isNotConfusedByHostileNames() throws IOException {
    List<String> names =
        List.of("-rf", "a b", "it's", "x\nend", "$(touch pwned)", "back\\slash", "ü", "*", "sha 1");
    for (String name : names) {
      Path file = Files.writeString(directory.resolve(name), name);
      questions.content(file.toString());
    }

    Facts facts = host.ask(questions);

    for (String name : names) {
      String path = directory.resolve(name).toString();
      assertThat(facts.file(path).orElseThrow().sha256())
          .as(name)
          .isEqualTo(
              org.bbbfleet.provisioning.resource.Hash.sha256(
                  name.getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(directory.resolve("pwned")).doesNotExist();
  }

  @Test
  void readsWhereLinksPointAndDoesNotFollowThem() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("l"), Path.of("/no where\n/x"));
    questions.link(link.toString());
    questions.content(link.toString());
    questions.link(directory + "/bin");

    Facts facts = host.ask(questions);

    assertThat(facts.link(link.toString())).contains("/no where\n/x");
    assertThat(facts.file(link.toString()).orElseThrow().type()).isEqualTo(FileFact.Type.LINK);
    assertThat(facts.file(link.toString()).orElseThrow().sha256()).isEmpty();
    assertThat(facts.link(directory + "/bin")).isEmpty();
  }

  @Test
  void tellsPackagesUsersAndUnits() {
    host.program(
        "dpkg-query",
        "echo 'package here installed 1.2'; echo 'package half half-configured 1'; exit 1");
    host.unit("a.service", "active");
    questions.packages("here");
    questions.packages("half");
    questions.packages("gone");
    questions.user("root");
    questions.user("nobody-of-that-name");
    questions.unit("a.service");
    questions.unit("b.service");

    Facts facts = host.ask(questions);

    assertThat(facts.packageVersion("here")).contains("1.2");
    assertThat(facts.packageVersion("half")).isEmpty();
    assertThat(facts.packageVersion("gone")).isEmpty();
    assertThat(facts.userId("root")).contains(0);
    assertThat(facts.userId("nobody-of-that-name")).isEmpty();
    assertThat(facts.groupsOf("root")).contains("root");
    assertThat(facts.groupsOf("nobody-of-that-name")).isEmpty();
    assertThat(facts.unit("a.service").running()).isTrue();
    assertThat(facts.unit("b.service")).isEqualTo(UnitFact.ABSENT);
  }

  @Test
  void findsTheHostsOwnJavaWithoutStartingIt() {
    host.directory("jvm/bin");
    host.program("java", "touch '" + directory + "/started'; exit 1");
    host.write("release", "JAVA_VERSION=\"17.0.15\"\n");
    questions.java();
    // The program lies in bin/, so its home is the directory with the release file.
    assertThat(host.ask(questions).java())
        .contains(new Facts.Java("17.0.15", directory.toString()));
    assertThat(directory.resolve("started")).doesNotExist();
  }

  @Test
  void asksAnOldJavaForItsVersion() {
    host.program("java", "echo 'openjdk version \"1.8.0_292\"' >&2");
    questions.java();
    assertThat(host.ask(questions).java().orElseThrow().major()).isEqualTo(8);
  }

  @Test
  void readsPagesThatTheHostServes() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = "# HELP x\nx{a=\"1\"} 1\ny 2\nx 3\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.createContext("/ill", exchange -> exchange.sendResponseHeaders(503, -1));
    server.start();
    try {
      int port = server.getAddress().getPort();
      Questions.PageQuestion metrics = new Questions.PageQuestion(port, "/metrics", "x");
      Questions.PageQuestion ill = new Questions.PageQuestion(port, "/ill", "");
      // Port 1 is nobody's.
      Questions.PageQuestion none = new Questions.PageQuestion(1, "/", "");
      List.of(metrics, ill, none).forEach(questions::page);

      Facts facts = host.ask(questions);

      assertThat(facts.page(metrics)).isEqualTo(new PageFact(200, List.of("x{a=\"1\"} 1", "x 3")));
      assertThat(facts.page(ill).status()).isEqualTo(503);
      assertThat(facts.page(none)).isEqualTo(PageFact.NO_ANSWER);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void tellsWhichHandlersAreOwedAndIgnoresOddNames() throws IOException {
    Path pending = Files.createDirectories(Path.of(host.layout().pending()));
    Files.createFile(pending.resolve("restart:a.service"));
    Files.createFile(pending.resolve("x\nuser root 7"));
    questions.user("root");

    Facts facts = host.ask(questions);

    assertThat(facts.pendingHandlers()).containsExactly("restart:a.service");
    assertThat(facts.userId("root")).contains(0);
  }

  @Test
  void refusesAnAnswerThatIsCut() {
    questions.user("root");
    assertThatThrownBy(() -> FactsParser.parse(questions, "h", "fleet-facts 1\nlogin 0\n"))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("h: the facts can't be read")
        .hasMessageContaining("Nothing was changed");
    assertThatThrownBy(() -> FactsParser.parse(questions, "h", ""))
        .isInstanceOf(FleetException.class);
  }

  @Test
  void refusesAnAnswerThatWasNotAskedFor() {
    questions.content("/a");
    assertThatThrownBy(() -> FactsParser.parse(questions, "h", "fleet-facts 1\nfiles 2\nend\n"))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("files 2");
    assertThatThrownBy(
            () -> FactsParser.parse(questions, "h", "fleet-facts 1\nfiles 1\nhashes\nend\n"))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("came or went");
  }

  @Test
  void lookingAtWhatNobodyAskedForIsAFault() {
    Facts facts = FactsParser.parse(questions, "h", "fleet-facts 1\nend\n");
    assertThatThrownBy(() -> facts.file("/a")).isInstanceOf(IllegalStateException.class);
  }

  private record Says(String script) implements Question<Question.Answer> {
    @Override
    public Answer read(Answer answer) {
      return answer;
    }
  }

  @Test
  void keepsTheAnswersOfAResourcesOwnQuestionsApart() {
    Says plain = new Says("echo one; echo; echo two; echo lost >&2; exit 3");
    Says ragged = new Says("printf 'no newline'");
    Says silent = new Says("cat");
    Says hostile =
        new Says(
            "printf '%s\\n"
                + "' end '= x' '@0123 ask 1' '@01234567-89ab-cdef-0123-456789abcdef ask 1'; printf 'a\\r"
                + "end\\n"
                + "'");
    List.of(plain, ragged, silent, hostile).forEach(questions::ask);

    Facts facts = host.ask(questions);

    assertThat(facts.answer(plain)).isEqualTo(new Question.Answer(3, List.of("one", "", "two")));
    assertThat(facts.answer(ragged)).isEqualTo(new Question.Answer(0, List.of("no newline")));
    assertThat(facts.answer(silent)).isEqualTo(new Question.Answer(0, List.of()));
    assertThat(facts.answer(hostile).lines())
        .containsExactly(
            "end", "= x", "@0123 ask 1", "@01234567-89ab-cdef-0123-456789abcdef ask 1", "aend");
  }

  @Test
  void refusesAnswersThatAreCutShort() {
    questions.ask(new Says("yes"));

    assertThatThrownBy(() -> host.ask(questions))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("cut short before that of Says[script=yes]");
  }
}
