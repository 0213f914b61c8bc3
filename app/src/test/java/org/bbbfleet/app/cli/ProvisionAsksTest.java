package org.bbbfleet.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.run.ChangeReport;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunEvent;
import org.bbbfleet.provisioning.run.RunJson;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.RunRequest;
import org.bbbfleet.provisioning.run.RunState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Before {@code fleet provision} changes something it asks, and anything but yes is no. */
class ProvisionAsksTest {
  @TempDir Path directory;

  /** What was run, each as its kind and whether it was held to what was shown. */
  private final List<String> ran = new ArrayList<>();

  private int changes = 1;
  private Path inventory;

  @BeforeEach
  void inventory() throws IOException {
    inventory = Files.writeString(directory.resolve("hosts"), "[bbb]\nb1\n");
    Files.writeString(directory.resolve("fleet-0.tar.gz"), "");
  }

  /** A run that happens nowhere. */
  private final class ActedSession extends RunSession {
    private ActedSession(FleetOptions options, Fleet fleet, Store store, Terminal terminal) {
      super(options, fleet, store, terminal);
    }

    @Override
    RunReport run(RunReport.Kind kind, List<Host> hosts, RunOptions how, RunListener view) {
      ran.add(kind + (how.approved().isPresent() ? " as shown" : ""));
      return report(kind);
    }
  }

  private RunReport report(RunReport.Kind kind) {
    boolean plan = kind == RunReport.Kind.PLAN;
    RunRequest request =
        new RunRequest(
            "20260101-1200-1", kind, "ada", "", "", List.of(), Instant.EPOCH, List.of("b1"));
    HostReport.State planned = changes > 0 ? HostReport.State.PLANNED : HostReport.State.OK;
    HostReport host =
        new HostReport(
            "b1",
            List.of("agent"),
            plan ? planned : HostReport.State.CHANGED,
            Stream.generate(
                    () -> change(plan ? ChangeReport.Outcome.PLANNED : ChangeReport.Outcome.DONE))
                .limit(changes)
                .toList(),
            List.of(),
            List.of(),
            "",
            "",
            Duration.ZERO);
    return new RunReport(request, RunState.OK, "", Duration.ZERO, List.of(host));
  }

  private static ChangeReport change(ChangeReport.Outcome outcome) {
    return RunJson.read(
        """
        {"role": "agent", "sign": "~", "kind": "file", "name": "/etc/motd", "detail": "",
         "diff": "", "then": [], "outcome": "%s", "digest": "digest"}
        """
            .formatted(outcome),
        ChangeReport.class);
  }

  private static Question typing(String text) {
    return new Question(
        descriptor -> true, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Question nobody() {
    return new Question(
        descriptor -> false, new ByteArrayInputStream("y\n".getBytes(StandardCharsets.UTF_8)));
  }

  private int provision(Question person, String... more) {
    List<String> words =
        new ArrayList<>(List.of("-i", inventory.toString(), "--artifacts", directory.toString()));
    words.addAll(List.of(more));
    return new CommandLine(new ProvisionCommand(person, ActedSession::new))
        .execute(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "n\n", "no\n", "yess\n", "ja\n", "nyes\n", "y n\n"})
  void anythingButYesIsNo(String answer) {
    assertThat(provision(typing(answer))).isEqualTo(1);
    assertThat(ran).containsExactly("PLAN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"y\n", "Y\n", "yes\n", " YES \n", "y"})
  void yesMakesWhatWasShown(String answer) {
    assertThat(provision(typing(answer))).isZero();
    assertThat(ran).containsExactly("PLAN", "APPLY as shown");
  }

  @Test
  void withJsonItAsksAsWell() {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      assertThat(provision(typing("n\n"), "--json")).isEqualTo(1);
    } finally {
      System.setOut(before);
    }
    assertThat(ran).containsExactly("PLAN");
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{").doesNotContain("[y/N]");
  }

  @Test
  void whatComesUpAfterNothingWasToBeDoneIsNotDone() {
    changes = 0;
    assertThat(provision(typing(""))).isZero();
    assertThat(ran).containsExactly("PLAN", "APPLY as shown");
  }

  @Test
  void onlyWhoeverSaysYesOrCanNotBeAskedIsNotAsked() {
    assertThat(provision(typing("n\n"), "--yes")).isZero();
    assertThat(provision(nobody())).isZero();
    assertThat(ran).containsExactly("APPLY", "APPLY");
  }

  @Test
  void aCheckChangesNothingWhateverIsSaid() {
    assertThat(provision(typing("y\n"), "--check", "--yes")).isEqualTo(2);
    assertThat(ran).containsExactly("PLAN");
  }

  @Test
  void aServiceIsToldToChangeSomethingOnlyByAYes() throws IOException {
    assertThat(asked(typing("n\n"))).containsExactly("/api/v1/runs/plan");
    assertThat(asked(typing(""))).containsExactly("/api/v1/runs/plan");
    assertThat(asked(nobody())).containsExactly("/api/v1/runs/plan");
    assertThat(asked(typing("y\n")))
        .containsExactly("/api/v1/runs/plan", "/api/v1/runs/20260101-1200-1/approve");
    assertThat(asked(nobody(), "--yes"))
        .containsExactly("/api/v1/runs/plan", "/api/v1/runs/20260101-1200-1/approve");
    assertThat(asked(typing("y\n"), "--yes", "--check")).containsExactly("/api/v1/runs/plan");
  }

  /** What a service is asked to do. */
  private List<String> asked(Question person, String... more) throws IOException {
    List<String> posts = new CopyOnWriteArrayList<>();
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext("/", exchange -> answer(exchange, posts));
    service.start();
    try {
      Path token = Files.writeString(directory.resolve("token"), "t0ken\n");
      String address = "http://127.0.0.1:" + service.getAddress().getPort();
      List<String> words =
          new ArrayList<>(List.of("--server", address, "--token-file", token.toString()));
      words.addAll(List.of(more));
      new CommandLine(new ProvisionCommand(person, ActedSession::new))
          .execute(words.toArray(String[]::new));
      return posts;
    } finally {
      service.stop(0);
    }
  }

  private void answer(HttpExchange exchange, List<String> posts) {
    String path = exchange.getRequestURI().getPath();
    RunReport report = report(posts.size() > 1 ? RunReport.Kind.APPLY : RunReport.Kind.PLAN);
    String events =
        event(new RunEvent.Started(report.id(), Instant.EPOCH, report.request()))
            + event(new RunEvent.HostDone(report.id(), Instant.EPOCH, report.hosts().get(0)))
            + event(new RunEvent.Done(report.id(), Instant.EPOCH, report.state(), ""))
            + "event: end\ndata: {}\n\n";
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestMethod().equals("POST")) {
        posts.add(path);
      }
      String said = path.endsWith("/events") ? events : "{\"id\":\"" + report.id() + "\"}";
      byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String event(RunEvent event) {
    return "event: run\ndata: " + RunJson.write(event) + "\n\n";
  }

  @Test
  void aNewVaultPasswordIsTypedTwice() throws IOException {
    Path old = Files.writeString(directory.resolve("old"), "before\n");
    Path file = Files.writeString(directory.resolve("secrets.yaml"), "a: b\n");
    assertThat(vault(new VaultCommand.Encrypt(), old, file)).isZero();
    String sealed = Files.readString(file);
    List<String> asked = new ArrayList<>();
    VaultCommand.Rekey mistyped =
        new VaultCommand.Rekey(
            label -> {
              asked.add(label);
              return new Secret("after" + asked.size());
            });
    assertThat(vault(mistyped, old, file)).isNotZero();
    assertThat(asked).containsExactly("new", "new, again");
    assertThat(Files.readString(file)).isEqualTo(sealed);
    assertThat(vault(new VaultCommand.Rekey(label -> new Secret("after")), old, file)).isZero();
    assertThat(Files.readString(file)).isNotEqualTo(sealed);
  }

  private static int vault(Object command, Path password, Path file) {
    CommandLine line = new CommandLine(command);
    line.setExecutionExceptionHandler((exception, one, result) -> 1);
    return line.execute("--vault-password-file", password.toString(), file.toString());
  }
}
