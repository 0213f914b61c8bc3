package org.bbbfleet.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sun.misc.Signal;

/** Plans and runs from the command line, on hosts that are a directory of this machine. */
@Timeout(120)
class ProvisionCommandTest {
  @TempDir Path directory;
  private final PrintStream outBefore = System.out;
  private final PrintStream errBefore = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path plan;

  @BeforeEach
  void prepare() throws IOException {
    System.setProperty(RunSession.HOST_STATE, directory.resolve("state").toString());
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    Files.createDirectory(directory.resolve("host"));
    Files.createFile(
        Files.createDirectory(directory.resolve("artifacts")).resolve("fleet-1.tar.gz"));
    plan = directory.resolve("p.plan");
    inventory("a", "gone");
  }

  @AfterEach
  void restore() {
    System.clearProperty(RunSession.HOST_STATE);
    System.setOut(outBefore);
    System.setErr(errBefore);
  }

  /** Hosts of this machine; one that is called gone refuses connections. */
  private void inventory(String... hosts) throws IOException {
    StringBuilder text = new StringBuilder("[stand_in]\n");
    for (String host : hosts) {
      text.append(host)
          .append(
              host.equals("gone")
                  ? " ansible_host=127.0.0.1 ansible_port=1 ansible_user=root\n"
                  : " ansible_connection=local\n");
    }
    text.append("[stand_in:vars]\nstand_in_where=").append(directory.resolve("host")).append("\n");
    Files.writeString(directory.resolve("hosts.ini"), text.toString());
  }

  private int fleet(String command, String... more) {
    out.reset();
    err.reset();
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(line(command, more));
    return FleetCommand.run(words.toArray(String[]::new));
  }

  private List<String> line(String command, String... more) {
    List<String> words = new ArrayList<>(List.of(more));
    words.addAll(List.of("-i", directory.resolve("hosts.ini").toString()));
    if (!command.startsWith("runs")) {
      words.addAll(List.of("--known-hosts", directory.resolve("known").toString()));
      words.addAll(List.of("--artifacts", directory.resolve("artifacts").toString()));
      if (!command.equals("provision") || !words.contains(plan.toString())) {
        words.addAll(List.of("--roles", StandInRole.NAME));
      }
    }
    return words;
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static void needsRoot() {
    assumeTrue(
        System.getProperty("user.name").equals("root"), "only root changes a host: run as root");
  }

  private boolean done(String host) {
    return Files.exists(directory.resolve("host").resolve(host + ".conf"));
  }

  private List<Path> logs() throws IOException {
    Path logs = directory.resolve(".fleet/logs");
    if (!Files.exists(logs)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(logs)) {
      return files.toList();
    }
  }

  private List<String> runs() {
    assertThat(fleet("runs")).isZero();
    return out().lines().skip(1).toList();
  }

  @Test
  void aSavedPlanIsCarriedOutAndRecorded() throws IOException {
    needsRoot();
    inventory("a");
    assertThat(fleet("plan", "-o", plan.toString())).as(err()).isEqualTo(2);
    assertThat(out()).contains("2 changes on 1 host").contains("saved: fleet provision -i ");
    assertThat(done("a")).isFalse();

    assertThat(fleet("provision", plan.toString())).as(err()).isZero();
    assertThat(out()).contains("2 changes on 1 host");
    assertThat(done("a")).isTrue();
    assertThat(fleet("plan")).isZero();

    List<String> runs = runs();
    assertThat(runs).hasSize(3);
    assertThat(runs.get(1)).contains("fleet provision " + plan);
    assertThat(logs()).hasSize(3);
    assertThat(fleet("runs show", runs.get(1).split(" ")[0])).isZero();
    assertThat(out()).contains("a.conf").contains("a  changed  2 changes");
    assertThat(fleet("runs", "--last", "0")).isEqualTo(64);
  }

  @Test
  void hostsThatCouldNotBePlannedStayInThePlan() throws IOException {
    needsRoot();
    assertThat(fleet("plan", "-o", plan.toString())).isEqualTo(1);
    assertThat(out()).as(err()).contains("saved without gone: fleet provision");
    assertThat(fleet("provision", plan.toString())).isEqualTo(1);
    assertThat(out()).contains("left out, could not be planned").contains("--limit gone");
    assertThat(done("a")).isTrue();

    assertThat(fleet("plan", "--limit", "gone", "-o", plan.toString())).isEqualTo(1);
    assertThat(fleet("provision", plan.toString())).isEqualTo(1);
    assertThat(err()).contains("could not be planned when this plan was made: gone");
  }

  @Test
  void whereAPlanCannotBeWrittenNobodyIsAsked() {
    Path nowhere = directory.resolve("nowhere/p.plan");
    assertThat(fleet("plan", "-o", nowhere.toString())).isEqualTo(1);
    assertThat(err()).contains("the plan can't be written to " + nowhere);
    assertThat(fleet("plan", "-o", directory.toString())).isEqualTo(1);
    assertThat(directory.resolve(".fleet")).doesNotExist();
  }

  @Test
  void numbersOutOfBoundsAreWrongUsage() {
    for (String forks : List.of("0", "-1", "1001")) {
      for (String command : List.of("plan", "provision")) {
        assertThat(fleet(command, "--forks", forks)).isEqualTo(FleetCommand.USAGE);
        assertThat(err())
            .contains("'--forks': from 1 to 1000 hosts at once, not " + forks)
            .doesNotContain("should not have happened");
      }
    }
    for (String size : List.of("0", "-1", "0%", "101%", "1,,2", "1000000", "x", "")) {
      assertThat(fleet("provision", "--serial", size)).as(size).isEqualTo(FleetCommand.USAGE);
    }
    for (String most : List.of("-1", "101%", "1000000", "x", "")) {
      assertThat(fleet("provision", "--max-fail", most)).as(most).isEqualTo(FleetCommand.USAGE);
    }
    assertThat(directory.resolve(".fleet")).doesNotExist();
  }

  private int answered(String answer) {
    out.reset();
    err.reset();
    Question person =
        new Question(
            descriptor -> true,
            new ByteArrayInputStream((answer + "\n").getBytes(StandardCharsets.UTF_8)));
    return new CommandLine(new ProvisionCommand(person, RunSession::new))
        .execute(line("provision").toArray(String[]::new));
  }

  @Test
  void whatWasOnlyLookedAtIsRecordedUnlessTheRunFollows() throws IOException {
    needsRoot();
    inventory("a");
    assertThat(answered("n")).isEqualTo(1);
    assertThat(out() + err()).contains("Make 2 changes on 1 host? [y/N] ");
    assertThat(out()).contains("Nothing was changed.");
    assertThat(done("a")).isFalse();
    assertThat(runs()).hasSize(1);

    assertThat(answered("y")).isZero();
    assertThat(done("a")).isTrue();
    assertThat(runs()).hasSize(2);
    assertThat(logs()).hasSize(2);
  }

  @Test
  void whereNoHostCouldBeLookedAtThatIsRecordedToo() throws IOException {
    inventory("gone");
    assertThat(answered("y")).isEqualTo(1);
    assertThat(out())
        .as(err())
        .contains("fleet provision --roles stand-in --limit gone looks again")
        .contains("  failed  fleet provision -i ")
        .contains("record  fleet runs show ")
        .doesNotContain("fleet plan");
    assertThat(runs()).singleElement().asString().contains("1 host failed");
    assertThat(logs()).hasSize(1);
    assertThat(Files.readString(logs().get(0))).contains("FAILED");
  }

  @Test
  void afterABatchInWhichAHostFailedNoOtherIsBegun() throws IOException {
    needsRoot();
    inventory("gone", "a");
    assertThat(fleet("provision", "--serial", "1")).isEqualTo(1);
    assertThat(out()).contains("1 host failed").contains("not started (a host failed)");
    assertThat(done("a")).isFalse();
    assertThat(fleet("provision", "--max-fail", "0", "--forks", "1")).isEqualTo(1);
    assertThat(done("a")).isFalse();
    assertThat(fleet("provision", "--max-fail", "1", "--forks", "1")).isEqualTo(1);
    assertThat(done("a")).isTrue();
  }

  private void await(String what, BooleanSupplier there) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!there.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + ": " + out() + err()).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  /** A run whose first host's script waits for a file, for a minute at most. */
  private FutureTask<Integer> waiting() throws IOException {
    Path vars = Files.createDirectories(directory.resolve("host_vars"));
    Files.writeString(
        vars.resolve("a.yml"),
        "stand_in_first: 'touch %s; for i in $(seq 600); do [ ! -e %s ] || break; sleep 0.1; done'\n"
            .formatted(directory.resolve("reached"), directory.resolve("go")));
    FutureTask<Integer> run = new FutureTask<>(() -> fleet("provision", "--forks", "1"));
    Thread thread = new Thread(run, "fleet");
    thread.setDaemon(true);
    thread.start();
    await("the script", () -> run.isDone() || Files.exists(directory.resolve("reached")));
    assertThat(run.isDone()).as(out() + err()).isFalse();
    return run;
  }

  @Test
  void theFirstSignalStopsAfterTheScriptsThatRun() throws Exception {
    needsRoot();
    FutureTask<Integer> run = waiting();
    // Whoever kills it now has this much, at least.
    await("the log", () -> log().contains("a  1/2 "));
    Signal.raise(new Signal("INT"));
    await("what is said", () -> err().contains("stopping after the scripts that run now"));
    Files.createFile(directory.resolve("go"));
    assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(130);
    assertThat(out()).contains("not started (Ctrl-C)");
    assertThat(done("a")).isTrue();
  }

  @Test
  void theSecondSignalEndsThemAtOnce() throws Exception {
    needsRoot();
    FutureTask<Integer> run = waiting();
    Signal.raise(new Signal("INT"));
    await("what is said", () -> err().contains("stopping after the scripts that run now"));
    Signal.raise(new Signal("INT"));
    assertThat(run.get(30, TimeUnit.SECONDS)).isEqualTo(130);
    assertThat(done("a")).isFalse();
    Files.createFile(directory.resolve("go"));
    assertThat(fleet("provision", "--limit", "a")).isZero();
    assertThat(done("a")).isTrue();
  }

  private String log() {
    try {
      List<Path> logs = logs();
      return logs.isEmpty() ? "" : Files.readString(logs.get(0));
    } catch (IOException e) {
      return "";
    }
  }
}
