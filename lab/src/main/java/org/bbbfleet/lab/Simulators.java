package org.bbbfleet.lab;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.BbbVersion;
import org.bbbfleet.lab.bbb.Load;
import org.bbbfleet.lab.freeswitch.FreeSwitchOptions;
import org.bbbfleet.lab.freeswitch.FreeSwitchSimulator;
import org.bbbfleet.lab.freeswitch.Scenario;

/**
 * Runs one simulator as a process of its own. It prints one line when it listens, is steered by
 * {@code POST /lab/WORD} on loopback, and ends on SIGTERM. Usage errors exit 64, failures 1.
 */
public final class Simulators {
  private static final int USAGE = 64;
  private static final long START_SECONDS = 20;
  private static final Map<String, Set<String>> OPTIONS =
      new TreeMap<>(
          Map.of(
              "bbb",
              Set.of(
                  "host",
                  "port",
                  "secret",
                  "version",
                  "meetings",
                  "attendees",
                  "seed",
                  "control-port"),
              "freeswitch",
              Set.of("host", "port", "password", "scenario", "control-port")));

  private Simulators() {}

  /** {@code bbb --port P --secret S …} or {@code freeswitch --port P --password S …}. */
  public static void main(String[] args) throws InterruptedException {
    Vertx vertx = Vertx.vertx();
    try {
      Future<String> started = start(vertx, List.of(args));
      System.out.println(
          started.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(vertx), "shutdown"));
    } catch (IllegalArgumentException e) {
      System.err.println("simulator: " + e.getMessage());
      close(vertx);
      System.exit(USAGE);
    } catch (ExecutionException | TimeoutException e) {
      System.err.println("simulator: " + e.getMessage());
      close(vertx);
      System.exit(1);
    }
  }

  /**
   * Starts what a command line asks for.
   *
   * @return the line that tells where it listens
   * @throws IllegalArgumentException if the command line is wrong
   */
  static Future<String> start(Vertx vertx, List<String> line) {
    Arguments arguments = Arguments.parse(line, OPTIONS);
    return arguments.word().equals("bbb") ? bbb(vertx, arguments) : freeSwitch(vertx, arguments);
  }

  private static Future<String> bbb(Vertx vertx, Arguments arguments) {
    BbbOptions options =
        BbbOptions.loopback(arguments.text("secret", "secret"))
            .at(arguments.text("host", "127.0.0.1"), arguments.number("port", 0))
            .version(version(arguments.text("version", "2.7")));
    Load load =
        new Load(
            arguments.number("meetings", 0),
            arguments.number("attendees", 10),
            arguments.number("seed", 1),
            InstantSource.system().instant());
    OptionalInt control =
        arguments.has("control-port")
            ? OptionalInt.of(arguments.number("control-port", 0))
            : OptionalInt.empty();
    return BbbSimulator.start(vertx, options)
        .compose(
            simulator -> {
              simulator.load(load);
              String listens = "bbb simulator listens on " + simulator.apiBase();
              return control.isEmpty()
                  ? Future.succeededFuture(listens)
                  : simulator
                      .openControl(control.getAsInt())
                      .map(port -> listens + " control " + controlAt(port));
            });
  }

  private static Future<String> freeSwitch(Vertx vertx, Arguments arguments) {
    FreeSwitchOptions options =
        FreeSwitchOptions.loopback(arguments.text("password", "ClueCon"))
            .at(arguments.text("host", "127.0.0.1"), arguments.number("port", 0))
            .in(Scenario.of(arguments.text("scenario", "idle")))
            .controlledAt(arguments.number("control-port", 0));
    return FreeSwitchSimulator.start(vertx, options)
        .map(
            simulator ->
                "freeswitch simulator listens on "
                    + options.host()
                    + ":"
                    + simulator.port()
                    + " control "
                    + controlAt(simulator.controlPort().orElseThrow()));
  }

  private static String controlAt(int port) {
    return "http://127.0.0.1:" + port + "/lab/";
  }

  private static BbbVersion version(String text) {
    try {
      return BbbVersion.valueOf("V" + text.toUpperCase(Locale.ROOT).replace('.', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("there is no version " + text, e);
    }
  }

  private static void close(Vertx vertx) {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      System.err.println("simulator: did not stop in time: " + e.getMessage());
    }
  }
}
