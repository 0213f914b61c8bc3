package org.bbbfleet.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run's leases by a service that gives them, refuses, is ill, is another program or is away. */
class SharedLeasesTest {
  private static final Duration LENGTH = Duration.ofMinutes(2);
  private static final String TAKEN = "{\"taken\": true}";

  @TempDir static Path directory;
  private static Store store;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile String answer = TAKEN;
  private volatile String listed = "{\"leases\": []}";
  private HttpServer server;
  private Leases own;
  private Leases shared;

  @BeforeAll
  static void openStore() {
    store = Store.open(directory.resolve("fleet.db"));
  }

  @AfterAll
  static void closeStore() {
    store.close();
  }

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String token = exchange.getRequestHeaders().getFirst("Authorization");
          String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          asked.add(what + " " + token);
          exchange.getRequestBody().readAllBytes();
          byte[] body =
              (what.equals("GET /api/v1/leases") ? listed : answer)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    own = Leases.in(store, Clock.systemUTC());
    shared =
        new SharedLeases(
            new OwnService(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                new Secret("tok")),
            own);
  }

  @AfterEach
  void close() {
    server.stop(0);
    own.all().forEach(lease -> own.release(lease.host(), lease.holder()));
  }

  private FleetException refused() {
    FleetException e =
        catchThrowableOfType(
            FleetException.class, () -> shared.take("a", "run-1", "provision by me", LENGTH));
    assertThat(e).isNotNull();
    assertThat(own.all()).as("a lease that is not given there is kept nowhere").isEmpty();
    return e;
  }

  @Test
  void aLeaseIsTakenBothThereAndHereAndGivenBackToBoth() {
    assertThat(shared.take("a", "run-1", "provision by me", LENGTH)).isTrue();
    assertThat(own.holder("a")).isPresent();
    shared.release("a", "run-1");
    assertThat(own.all()).isEmpty();
    assertThat(asked)
        .containsExactly(
            "POST /api/v1/leases Bearer tok", "POST /api/v1/leases/release Bearer tok");
  }

  @Test
  void whoHoldsALeaseThereIsNamedThoughReadingNeedsAToken() {
    answer = "{\"taken\": false}";
    listed =
        """
        {"leases": [{"host": "a", "holder": "healer-1", "purpose": "heal incident 7",
          "takenAt": "2026-01-02T03:04:05Z", "expiresAt": "2026-01-02T03:06:05Z"}]}
        """;
    assertThat(shared.take("a", "run-1", "provision by me", LENGTH)).isFalse();
    assertThat(own.all()).isEmpty();
    assertThat(shared.holder("a"))
        .contains(
            new Leases.Lease(
                "a",
                "healer-1",
                "heal incident 7",
                Instant.parse("2026-01-02T03:04:05Z"),
                Instant.parse("2026-01-02T03:06:05Z")));
    assertThat(asked).contains("GET /api/v1/leases Bearer tok");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void onlyWhoIsNotLetInIsToldOfTheToken(int code) {
    status = code;
    answer = "{\"error\": \"who are you\"}";
    listed = answer;
    FleetException e = refused();
    assertThat(e.category()).isEqualTo(ErrorCategory.AUTHENTICATION);
    assertThat(e).hasMessageContaining("who are you").hasMessageContaining("API token");
    assertThatThrownBy(shared::all).hasMessageContaining("API token");
  }

  @ParameterizedTest
  @CsvSource({"503,REMOTE", "500,REMOTE", "404,REMOTE", "302,REMOTE", "400,INPUT", "409,BUSY"})
  void whatElseItAnswersIsSaidAsItIs(int code, ErrorCategory category) {
    status = code;
    answer = "{\"error\": \"the store is full\"}";
    FleetException e = refused();
    assertThat(e.category()).isEqualTo(category);
    assertThat(e)
        .hasMessageContaining("answered " + code + ": the store is full")
        .hasMessageNotContaining("token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<html>welcome</html>", "[]", "null", "{\"taken\": \"yes\"}", "{\"taken\":"})
  void anotherProgramGivesNoLease(String garbage) {
    answer = garbage;
    listed = garbage;
    assertThat(refused().category()).isEqualTo(ErrorCategory.PROTOCOL);
    assertThatThrownBy(shared::all)
        .isInstanceOfSatisfying(
            FleetException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.PROTOCOL));
  }

  @Test
  void aLeaseWithoutItsTimesIsNone() {
    listed = "{\"leases\": [{\"host\": \"a\"}]}";
    assertThatThrownBy(shared::all).hasMessageContaining("without its times");
  }

  @Test
  void whereNobodyIsThereThisInventorysOwnLeasesKeepRunsApart() {
    server.stop(0);
    assertThat(shared.take("a", "run-1", "provision by me", LENGTH)).isTrue();
    assertThat(shared.take("a", "run-2", "provision by you", LENGTH)).isFalse();
    assertThat(shared.holder("a").orElseThrow().purpose()).isEqualTo("provision by me");
    shared.release("a", "run-1");
    assertThat(shared.all()).isEmpty();
  }
}
