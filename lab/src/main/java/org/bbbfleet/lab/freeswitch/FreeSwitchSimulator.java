package org.bbbfleet.lab.freeswitch;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.bbbfleet.lab.faults.Control;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A FreeSWITCH as its event socket's clients see it, in one of the recorded {@link Scenario}s, with
 * faults on demand ({@link #fault(FreeSwitchFault)}, or over HTTP if it has a control port).
 */
public final class FreeSwitchSimulator {
  private static final Logger LOG = LoggerFactory.getLogger(FreeSwitchSimulator.class);
  private static final int MAX_COUNTED = 1000;
  private static final List<String> CALL =
      List.of(
          "CHANNEL_CREATE", "conference::maintenance", "CHANNEL_HANGUP", "conference::maintenance");

  private final Vertx vertx;
  private final Context context;
  private final FreeSwitchOptions options;
  private final Recordings recordings;
  private final Answers answers;
  private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
  private final Set<EslConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile Optional<FreeSwitchFault> fault = Optional.empty();
  private volatile Optional<NetServer> server = Optional.empty();
  private volatile Optional<HttpServer> control = Optional.empty();
  private volatile int port;

  private FreeSwitchSimulator(Vertx vertx, FreeSwitchOptions options, Recordings recordings) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.options = options;
    this.recordings = recordings;
    this.answers = new Answers(recordings, options.scenario(), InstantSource.system());
    this.port = options.port();
  }

  /** Starts a server; the future fails if an address can't be bound. */
  public static Future<FreeSwitchSimulator> start(Vertx vertx, FreeSwitchOptions options) {
    return vertx
        .executeBlocking(Recordings::load)
        .map(recordings -> new FreeSwitchSimulator(vertx, options, recordings))
        .compose(
            simulator -> simulator.on(simulator::listen).compose(done -> simulator.openControl()));
  }

  /** The port of the event socket; stays the same while connections are refused. */
  public int port() {
    return port;
  }

  /** The port on which it is steered, if it has one. */
  public OptionalInt controlPort() {
    return control.map(one -> OptionalInt.of(one.actualPort())).orElseGet(OptionalInt::empty);
  }

  /** The state that it is in. */
  public Scenario scenario() {
    return answers.scenario();
  }

  /** Another state from now on; answers set by hand are forgotten. */
  public void scenario(Scenario scenario) {
    answers.scenario(scenario);
  }

  /** Sets one answer by hand: the body of the response to {@code api COMMAND}. */
  public void answer(String command, String body) {
    answers.put(command, Buffer.buffer(body));
  }

  /** From now on this channel says yes when it is to end, and stays. */
  public void neverEnds(String channel) {
    answers.deeds().neverEnds(channel);
  }

  /** Does wrong from now on; done when it does. Open connections see most faults at once. */
  public Future<Void> fault(FreeSwitchFault next) {
    fault = Optional.of(next);
    return on(() -> next instanceof FreeSwitchFault.Refused ? refuse() : listen());
  }

  /** All is well again; connections that hang go on hanging. */
  public Future<Void> clear() {
    fault = Optional.empty();
    return on(this::listen);
  }

  /** What it does wrong. */
  public Optional<FreeSwitchFault> fault() {
    return fault;
  }

  /** Shuts down as the original does: a notice to every connection, then it refuses. */
  public Future<Void> shutdown() {
    fault = Optional.of(new FreeSwitchFault.Refused());
    return on(
        () -> {
          connections.forEach(connection -> connection.goodbye(Frame.SHUTDOWN));
          Promise<Void> quiet = Promise.promise();
          awaitQuiet(quiet, 50);
          return quiet.future().compose(done -> refuse());
        });
  }

  /**
   * Reloads the module of the event socket: every connection gets the notice of a shutdown, and
   * then it listens again on the same port.
   */
  public Future<Void> reload() {
    return shutdown().compose(done -> clear());
  }

  /** From now on it takes no calls, and goes down when the last one ends. */
  public void shutDownElegantly() {
    answers.scenario(Scenario.ELEGANT_SHUTDOWN);
  }

  /** The last call ends: whoever shuts down elegantly goes down now. */
  public Future<Void> lastCallEnds() {
    return scenario() == Scenario.ELEGANT_SHUTDOWN ? shutdown() : Future.succeededFuture();
  }

  /** Refuses a call as the core does when too many come in a second: it only logs. */
  public Future<Void> refuseCall() {
    return on(
        () -> {
          Buffer line =
              Frame.log(
                  2,
                  "switch_core_session.c",
                  "switch_core_session_request_uuid",
                  "2026-11-22 14:52:01.000000 91.17% [CRIT] switch_core_session.c:2480 Throttle"
                      + " Error! 12\n");
          connections.forEach(connection -> connection.log(2, line));
          return Future.succeededFuture();
        });
  }

  /** Sends the recorded events of one member who joins and leaves to those who want them. */
  public Future<Void> call() {
    return on(
        () -> {
          for (EslConnection connection : connections) {
            List<Buffer> bodies = recordings.call(connection.format());
            for (int i = 0; i < CALL.size(); i++) {
              connection.event(CALL.get(i), bodies.get(i));
            }
            if (!connection.format().equals("xml")) {
              connection.event(
                  "CHANNEL_HANGUP_COMPLETE", answers.media().ended(connection.format()));
            }
          }
          return Future.succeededFuture();
        });
  }

  /** How often an api command was asked, for example {@code show calls count}. */
  public long requests(String command) {
    LongAdder count = requests.get(command);
    return count == null ? 0 : count.sum();
  }

  /** How many clients are connected. */
  public int connections() {
    return connections.size();
  }

  /** Stops it; open connections end. */
  public Future<Void> stop() {
    return on(this::refuse)
        .compose(done -> control.map(HttpServer::close).orElseGet(Future::succeededFuture));
  }

  FreeSwitchOptions options() {
    return options;
  }

  Answers answers() {
    return answers;
  }

  Recordings recordings() {
    return recordings;
  }

  void counted(String command) {
    if (requests.size() < MAX_COUNTED || requests.containsKey(command)) {
      requests.computeIfAbsent(command, key -> new LongAdder()).increment();
    }
  }

  // The rest runs on the server's own context only, as its connections do.

  private Future<Void> listen() {
    if (server.isPresent()) {
      return Future.succeededFuture();
    }
    NetServer next = vertx.createNetServer().connectHandler(this::connected);
    server = Optional.of(next);
    return next.listen(port, options.host())
        .onSuccess(bound -> port = bound.actualPort())
        .onFailure(failure -> server = Optional.empty())
        .mapEmpty();
  }

  private Future<Void> refuse() {
    Future<Void> closed = server.map(NetServer::close).orElseGet(Future::succeededFuture);
    server = Optional.empty();
    return closed.compose(
        done -> {
          Promise<Void> refused = Promise.promise();
          awaitRefused(refused, 100);
          return refused.future();
        });
  }

  // The server's close is done a little before the kernel's: ask until nobody listens.
  private void awaitRefused(Promise<Void> refused, int tries) {
    NetClient probe = vertx.createNetClient();
    probe
        .connect(port, options.host())
        .onComplete(
            answer -> {
              probe.close().onFailure(failure -> LOG.debug("closing the probe", failure));
              if (answer.failed()) {
                refused.complete();
              } else if (tries == 0) {
                refused.fail("port " + port + " still accepts connections");
              } else {
                vertx.setTimer(10, timer -> awaitRefused(refused, tries - 1));
              }
            });
  }

  // The last notice must reach the clients before the server's end cuts them off.
  private void awaitQuiet(Promise<Void> quiet, int tries) {
    if (connections.isEmpty() || tries == 0) {
      quiet.complete();
    } else {
      vertx.setTimer(20, timer -> awaitQuiet(quiet, tries - 1));
    }
  }

  private Future<FreeSwitchSimulator> openControl() {
    if (options.controlPort().isEmpty()) {
      return Future.succeededFuture(this);
    }
    HttpServer http =
        vertx.createHttpServer().requestHandler(new Control(new FreeSwitchControl(this)));
    control = Optional.of(http);
    return http.listen(options.controlPort().getAsInt(), "127.0.0.1").map(this);
  }

  private void connected(NetSocket socket) {
    if (fault.filter(FreeSwitchFault.Refused.class::isInstance).isPresent()) {
      socket.close().onFailure(failure -> LOG.debug("closing while shutting down", failure));
      return;
    }
    EslConnection connection = new EslConnection(vertx, this, socket);
    connections.add(connection);
    socket.closeHandler(
        closed -> {
          connections.remove(connection);
          connection.ended();
        });
    connection.open();
  }

  private <T> Future<T> on(Supplier<Future<T>> what) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(entered -> what.get().onComplete(promise));
    return promise.future();
  }
}
