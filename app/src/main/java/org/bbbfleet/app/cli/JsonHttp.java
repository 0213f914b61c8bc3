package org.bbbfleet.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** JSON over HTTP for commands, which may block. */
public final class JsonHttp {

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Duration timeout;

  public JsonHttp(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * An answer.
   *
   * @param status HTTP's status
   * @param body the JSON, or an empty object when it is none
   */
  public record Answer(int status, JsonNode body) {
    public boolean ok() {
      return status >= 200 && status < 300;
    }
  }

  /**
   * Gets a document.
   *
   * @throws FleetException (UNREACHABLE) when nobody is there, (TIMEOUT) when somebody is and does
   *     not answer in time
   */
  public Answer get(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET());
  }

  /**
   * Sends a request.
   *
   * @throws FleetException (UNREACHABLE) when nobody is there, (TIMEOUT) when somebody is and does
   *     not answer in time
   */
  public Answer send(HttpRequest.Builder request) {
    HttpRequest built = request.timeout(timeout).build();
    try {
      HttpResponse<String> answer = client.send(built, HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), parse(answer.body()));
    } catch (HttpTimeoutException e) {
      boolean never = e instanceof HttpConnectTimeoutException;
      throw new FleetException(
          never ? ErrorCategory.UNREACHABLE : ErrorCategory.TIMEOUT,
          built.uri().resolve("/") + " did not answer within " + timeout.toSeconds() + " s",
          e);
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new FleetException(
          ErrorCategory.UNREACHABLE,
          built.uri().resolve("/") + " does not answer (" + why + ")",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.TIMEOUT, "interrupted", e);
    }
  }

  private static JsonNode parse(String text) {
    try {
      JsonNode node = JsonFormat.mapper().readTree(text);
      return node == null ? JsonFormat.mapper().createObjectNode() : node;
    } catch (JsonProcessingException e) {
      return JsonFormat.mapper().createObjectNode();
    }
  }
}
