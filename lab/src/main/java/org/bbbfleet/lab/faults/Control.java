package org.bbbfleet.lab.faults;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control path of a simulator that runs as a process of its own: {@code POST
 * /lab/WORD?name=value…} on loopback. {@code POST /lab/fault?kind=slow&delay=5000} sets a fault,
 * {@code DELETE /lab/fault} clears it, {@code GET /lab/status} tells what is set. Answers are one
 * line of text; 400 says what was wrong with the words.
 */
public final class Control implements Handler<HttpServerRequest> {
  /** Where the control path begins. */
  public static final String PREFIX = "/lab/";

  private static final Logger LOG = LoggerFactory.getLogger(Control.class);

  private final Steered steered;

  /** A control path for one simulator. */
  public Control(Steered steered) {
    this.steered = steered;
  }

  /** What can be steered by words. */
  @FunctionalInterface
  public interface Steered {
    /**
     * Does what a word says.
     *
     * @param word for example {@code fault}, {@code clear}, {@code status}
     * @return one line for the person who steers, when it is done
     * @throws IllegalArgumentException if the word or a parameter makes no sense
     */
    Future<String> steer(String word, Map<String, String> parameters);
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (!isLoopback(request)) {
      answer(request, 403, "the lab is steered from loopback only");
      return;
    }
    String path = request.path() == null ? "" : request.path();
    String word = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "";
    boolean reads = request.method().equals(HttpMethod.GET);
    boolean deletes = request.method().equals(HttpMethod.DELETE);
    if (reads && !word.equals("status")) {
      answer(request, 405, "GET only tells the status; POST /lab/" + word + " to steer");
      return;
    }
    if (deletes && !word.equals("fault")) {
      answer(request, 405, "only a fault can be deleted");
      return;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    request.params().forEach(entry -> parameters.putIfAbsent(entry.getKey(), entry.getValue()));
    try {
      steered
          .steer(deletes ? "clear" : word, parameters)
          .onSuccess(line -> answer(request, 200, line))
          .onFailure(failure -> answer(request, 500, failure.getMessage()));
    } catch (IllegalArgumentException e) {
      answer(request, 400, e.getMessage());
    }
  }

  private static boolean isLoopback(HttpServerRequest request) {
    String address = request.remoteAddress().hostAddress();
    return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
  }

  private static void answer(HttpServerRequest request, int status, String line) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain;charset=UTF-8")
        .end(line + "\n")
        .onFailure(failure -> LOG.debug("the one who steers went away", failure));
  }
}
