package org.bbbfleet.lab.bbb;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.bbbfleet.lab.faults.Control;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A BigBlueButton server as its API's clients see it: signed calls, realistic XML, errors with HTTP
 * 200, and faults on demand ({@link #faults()}, or {@code POST /lab/fault?kind=…} from loopback).
 */
public final class BbbSimulator {
  private static final Logger LOG = LoggerFactory.getLogger(BbbSimulator.class);
  private static final String API = "/bigbluebutton/api";
  private static final int HUGE_MEETING = 100;

  private final Vertx vertx;
  private final BbbOptions options;
  private final InstantSource clock;
  private final Meetings meetings = new Meetings();
  private final Recordings recordings = new Recordings();
  private final BbbFaults faults = new BbbFaults();
  private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
  private final ApiCalls calls;
  private final Delivery delivery;
  private final Control control;
  private final HttpServer server;
  private final List<HttpServer> controls = new CopyOnWriteArrayList<>();

  private BbbSimulator(Vertx vertx, BbbOptions options, InstantSource clock) {
    this.vertx = vertx;
    this.options = options;
    this.clock = clock;
    this.calls = new ApiCalls(options, meetings, recordings, clock);
    this.delivery = new Delivery(vertx);
    this.control = new Control(new BbbControl(this));
    this.server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost(options.host()))
            .requestHandler(this::handle);
  }

  /** Starts a server; the future fails if the address can't be bound. */
  public static Future<BbbSimulator> start(Vertx vertx, BbbOptions options) {
    return start(vertx, options, InstantSource.system());
  }

  /** The same by another clock, which gives new meetings their creation time. */
  public static Future<BbbSimulator> start(Vertx vertx, BbbOptions options, InstantSource clock) {
    BbbSimulator simulator = new BbbSimulator(vertx, options, clock);
    return simulator.server.listen(options.port(), options.host()).map(simulator);
  }

  /** The API's base, with a final slash: call names are appended. */
  public URI apiBase() {
    return URI.create("http://" + options.host() + ":" + server.actualPort() + API + "/");
  }

  /** The meetings that it tells of. */
  public Meetings meetings() {
    return meetings;
  }

  /** The recordings that it tells of. */
  public Recordings recordings() {
    return recordings;
  }

  /** What it does wrong. */
  public BbbFaults faults() {
    return faults;
  }

  /** How often a call came in, wrongly signed ones and faults included; the root is {@code ""}. */
  public long requests(String call) {
    LongAdder count = requests.get(call);
    return count == null ? 0 : count.sum();
  }

  /** Replaces the meetings by generated ones. */
  public void load(Load load) {
    meetings.set(load.generate());
  }

  /**
   * Opens a further port on loopback on which it is steered, for clients that must not reach the
   * control path on the API's own port.
   *
   * @param port 0 for any free one
   * @return the port
   */
  public Future<Integer> openControl(int port) {
    HttpServer further = vertx.createHttpServer().requestHandler(control);
    controls.add(further);
    return further.listen(port, "127.0.0.1").map(HttpServer::actualPort);
  }

  /** Stops it: open connections end, hanging ones too. */
  public Future<Void> stop() {
    List<Future<Void>> closing = new ArrayList<>(List.of(server.close()));
    controls.forEach(further -> closing.add(further.close()));
    return Future.join(closing).mapEmpty();
  }

  private void handle(HttpServerRequest request) {
    String path = Optional.ofNullable(request.path()).orElse("");
    if (path.startsWith(Control.PREFIX)) {
      control.handle(request);
    } else if (path.equals(API) || path.startsWith(API + "/")) {
      String call = path.equals(API) ? "" : path.substring(API.length() + 1);
      api(request, call);
    } else {
      reply(request, Answer.html(404, "Not Found"), Optional.empty());
    }
  }

  private void api(HttpServerRequest request, String call) {
    count(call);
    Optional<BbbFault> fault = faults.take(call);
    BbbFault one = fault.orElse(null);
    XmlStyle style = BbbFaults.style(fault);
    if (one instanceof BbbFault.Hanging) {
      LOG.debug("{} hangs", call);
    } else if (one instanceof BbbFault.Reset) {
      delivery.reset(request);
    } else if (one instanceof BbbFault.Huge huge) {
      huge(request, huge.bytes());
    } else if (one instanceof BbbFault.HttpError error) {
      reply(request, Answer.html(error.status(), reason(error.status())), fault);
    } else if (one instanceof BbbFault.EntityBomb) {
      reply(request, Answer.xml(HostileXml::entityBomb), fault);
    } else if (one instanceof BbbFault.WrongChecksum) {
      reply(request, calls.checksumError(style), fault);
    } else if (one instanceof BbbFault.Failed failed) {
      reply(request, Answer.failed(style, failed.messageKey(), "Asked for by the lab."), fault);
    } else {
      String query = Optional.ofNullable(request.query()).orElse("");
      String host = Optional.ofNullable(request.authority()).map(Object::toString).orElse("bbb");
      reply(request, calls.answer(call, query, style, host), fault);
    }
  }

  // Thousands of attendees take a while to print: not on the event loop.
  private void reply(HttpServerRequest request, Answer answer, Optional<BbbFault> fault) {
    vertx
        .executeBlocking(() -> answer.body().get(), false)
        .onSuccess(body -> delivery.deliver(request, answer, body, fault))
        .onFailure(
            failure -> {
              LOG.warn("the simulator could not print an answer", failure);
              request.connection().close();
            });
  }

  private void huge(HttpServerRequest request, long bytes) {
    Meeting meeting = new Load(1, HUGE_MEETING, 1, clock.instant()).generate().get(0);
    Xml xml = new Xml(XmlStyle.CORRECT);
    xml.parent("meeting", () -> new MeetingXml(options.version(), xml).print(meeting));
    delivery.huge(
        request,
        "<response>\n<returncode>SUCCESS</returncode>\n<meetings>\n",
        xml.toString(),
        "</meetings>\n</response>\n",
        bytes);
  }

  private void count(String call) {
    // Unknown calls come from clients: they must not fill the map.
    if (requests.size() < 100 || requests.containsKey(call)) {
      requests.computeIfAbsent(call, key -> new LongAdder()).increment();
    }
  }

  private static String reason(int status) {
    return switch (status) {
      case 500 -> "Internal Server Error";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Temporarily Unavailable";
      case 504 -> "Gateway Time-out";
      default -> "Error";
    };
  }
}
