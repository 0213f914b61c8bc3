package org.bbbfleet.lab.freeswitch;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** One client's connection: its login, its commands one after the other, its events. */
final class EslConnection {
  private static final String DENIED = "-ERR permission denied";
  private static final int QUEUE_LIMIT = 100;

  private final Vertx vertx;
  private final FreeSwitchSimulator server;
  private final NetSocket socket;
  private final Outgoing out;
  private final CommandReader reader = new CommandReader();
  private final Deque<String> commands = new ArrayDeque<>();
  private final Subscription events = new Subscription();
  private Optional<RestrictedUser> restricted = Optional.empty();
  private OptionalLong heartbeat = OptionalLong.empty();
  private boolean authenticated;
  private boolean busy;
  private boolean closed;

  EslConnection(Vertx vertx, FreeSwitchSimulator server, NetSocket socket) {
    this.vertx = vertx;
    this.server = server;
    this.socket = socket;
    this.out = new Outgoing(vertx, socket, server::fault);
  }

  /** Greets the client, or not. */
  void open() {
    FreeSwitchFault fault = server.fault().orElse(null);
    if (fault instanceof FreeSwitchFault.HungBeforeBanner) {
      out.silence();
    } else if (fault instanceof FreeSwitchFault.AclRejected) {
      out.send(Frame.rudeRejection());
      goodbye(Frame.GOODBYE);
      return;
    } else {
      out.send(Frame.authRequest());
    }
    socket.handler(this::received);
    long patience = server.options().authTimeout().toMillis();
    vertx.setTimer(
        Math.max(1, patience),
        timer -> {
          if (!authenticated && !closed && !out.isSilent()) {
            goodbye(Frame.GOODBYE);
          }
        });
  }

  /** The client is gone. */
  void ended() {
    closed = true;
    commands.clear();
    heartbeat.ifPresent(vertx::cancelTimer);
  }

  /** Says why, and ends the connection. */
  void goodbye(String text) {
    closed = true;
    out.send(Frame.disconnectNotice(text));
    out.close();
  }

  /** Sends an event if the client wants it; the body must be in its format. */
  void event(String name, Buffer body) {
    boolean stalled = server.fault().filter(FreeSwitchFault.NoEvents.class::isInstance).isPresent();
    if (authenticated && !closed && !stalled && events.wants(name)) {
      out.send(Frame.event(events.format(), body));
    }
  }

  /** Sends a line of the log if the client wants its level. */
  void log(int level, Buffer frame) {
    if (authenticated && !closed && events.wantsLog(level)) {
      out.send(frame);
    }
  }

  /** The format in which the client wants its events. */
  String format() {
    return events.format();
  }

  private void received(Buffer bytes) {
    if (closed || out.isSilent()) {
      return;
    }
    try {
      commands.addAll(reader.take(bytes));
    } catch (IllegalArgumentException e) {
      goodbye(Frame.GOODBYE);
      return;
    }
    if (commands.size() > QUEUE_LIMIT) {
      socket.pause();
    }
    next();
  }

  // One command at a time: a slow one holds up those behind it, as on the original.
  private void next() {
    while (!busy && !closed && !out.isSilent() && !commands.isEmpty()) {
      if (out.isFull()) {
        busy = true;
        socket.drainHandler(drained -> done());
        return;
      }
      run(commands.remove());
    }
    if (commands.size() <= QUEUE_LIMIT) {
      socket.resume();
    }
  }

  private void done() {
    busy = false;
    next();
  }

  private void run(String command) {
    String verb = command.split(" ", 2)[0];
    String rest = command.length() > verb.length() ? command.substring(verb.length() + 1) : "";
    if (verb.equals("auth") || verb.equals("userauth")) {
      authenticate(verb, rest);
    } else if (verb.equals("exit")) {
      out.send(Frame.reply("+OK bye"));
      goodbye(Frame.GOODBYE);
    } else if (!authenticated) {
      out.send(Frame.reply("-ERR command not found"));
    } else {
      authorised(verb, rest, command);
    }
  }

  private void authorised(String verb, String rest, String command) {
    switch (verb) {
      case "api" -> api(rest);
      case "bgapi" -> bgapi(rest);
      case "event" -> out.send(Frame.reply(subscribe(command)));
      case "nixevent" -> out.send(Frame.reply(events.remove(command)));
      case "noevents" -> out.send(Frame.reply(events.clear()));
      case "log" -> out.send(Frame.reply(restricted.isEmpty() ? events.log(rest) : DENIED));
      case "nolog" -> out.send(Frame.reply(events.noLog()));
      case "linger" -> out.send(Frame.reply("+OK will linger"));
      case "filter" -> out.send(Frame.reply("+OK filter added. [" + rest.replace(' ', '=') + "]"));
      default -> out.send(Frame.reply("-ERR command not found"));
    }
  }

  private void authenticate(String verb, String secret) {
    Optional<RestrictedUser> user =
        server.options().restricted().filter(one -> secret.equals(one.credentials()));
    boolean right =
        verb.equals("auth") ? secret.equals(server.options().password()) : user.isPresent();
    if (!right
        || server.fault().filter(FreeSwitchFault.BadPassword.class::isInstance).isPresent()) {
      out.send(Frame.reply("-ERR invalid"));
      goodbye(Frame.GOODBYE);
      return;
    }
    authenticated = true;
    restricted = verb.equals("auth") ? Optional.empty() : user;
    out.send(
        restricted
            .map(
                one ->
                    Frame.reply(
                        "+OK accepted",
                        "Allowed-Events: " + String.join(" ", one.events()),
                        "Allowed-API: " + String.join(" ", one.commands()),
                        "Allowed-LOG: false"))
            .orElseGet(() -> Frame.reply("+OK accepted")));
  }

  private String subscribe(String command) {
    if (restricted.isPresent()) {
      boolean allowed =
          Arrays.stream(command.split("\\s+"))
              .skip(2)
              .allMatch(restricted.get().events()::contains);
      if (!allowed) {
        return DENIED;
      }
    }
    String reply = events.add(command);
    if (events.wants("HEARTBEAT") && heartbeat.isEmpty()) {
      long pause = Math.max(1, server.options().heartbeat().toMillis());
      heartbeat = OptionalLong.of(vertx.setPeriodic(pause, timer -> beat()));
    }
    return reply;
  }

  private void beat() {
    Buffer body = server.recordings().heartbeat(server.answers().scenario(), events.format());
    event("HEARTBEAT", body);
  }

  private void api(String command) {
    String name = command.split(" ", 2)[0];
    if (restricted.isPresent() && !restricted.get().commands().contains(name)) {
      out.send(Frame.reply(DENIED));
      return;
    }
    server.counted(command);
    FreeSwitchFault fault = server.fault().orElse(null);
    if (fault instanceof FreeSwitchFault.HungApi) {
      out.silence();
    } else if (fault instanceof FreeSwitchFault.SlowApi slow) {
      later(slow.delay().toMillis(), () -> respond(command));
    } else if (fault instanceof FreeSwitchFault.EventFlood flood) {
      busy = true;
      flood(flood.events(), command);
    } else if (name.equals("msleep")) {
      later(Sleep.millis(command), () -> out.send(Frame.apiResponse(Buffer.buffer("+OK"))));
    } else {
      respond(command);
    }
  }

  private void later(long millis, Runnable what) {
    busy = true;
    vertx.setTimer(
        Math.max(1, millis),
        timer -> {
          if (!closed) {
            what.run();
            done();
          }
        });
  }

  private void respond(String command) {
    if (command.equals("fsctl shutdown")) {
      out.send(Frame.apiResponse(Buffer.buffer("+OK\n")));
      server.shutdown();
      return;
    }
    if (command.equals("fsctl shutdown elegant")) {
      busy = true; // Until the last call ends, and then the connection ends too.
      server.shutDownElegantly();
      return;
    }
    Buffer frame = Frame.apiResponse(server.answers().to(command));
    FreeSwitchFault fault = server.fault().orElse(null);
    if (fault instanceof FreeSwitchFault.HungMidReply
        || fault instanceof FreeSwitchFault.DropMidFrame) {
      out.send(frame.getBuffer(0, Math.max(frame.length() / 2, frame.length() - 40)));
      out.silence();
      if (fault instanceof FreeSwitchFault.DropMidFrame) {
        closed = true;
        out.close();
      }
    } else {
      out.send(frame);
    }
  }

  private void bgapi(String command) {
    String job = UUID.randomUUID().toString();
    out.send(Frame.reply("+OK Job-UUID: " + job, "Job-UUID: " + job));
    if (!events.wants("BACKGROUND_JOB")) {
      return;
    }
    server.counted(command);
    out.send(
        Frame.event(
            events.format(), JobEvent.body(events.format(), job, command, server.answers())));
  }

  // As fast as the client takes them, never faster: the events wait here, not in memory.
  private void flood(int left, String command) {
    // A queue that is full once more at the end must not begin its last part again.
    socket.drainHandler(null);
    int remaining = left;
    Buffer body = server.recordings().call("plain").get(0);
    while (remaining > 0 && !out.isFull() && !closed) {
      out.send(Frame.event("plain", body));
      remaining--;
    }
    if (closed) {
      return;
    }
    if (remaining > 0) {
      int rest = remaining;
      socket.drainHandler(drained -> flood(rest, command));
    } else {
      respond(command);
      done();
    }
  }
}
