package org.bbbfleet.app.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.Load;
import org.bbbfleet.lab.faults.Media;
import org.bbbfleet.lab.freeswitch.FreeSwitchOptions;
import org.bbbfleet.lab.freeswitch.FreeSwitchSimulator;
import org.bbbfleet.lab.freeswitch.Scenario;

/** What the demo can't have for real: BigBlueButton's API and FreeSWITCH, in this process. */
final class DemoSimulators implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "demo-secret-of-the-simulated-api";
  private static final String PASSWORD = "demo-password";
  private static final long SECONDS = 20;

  private Vertx vertx;
  private BbbSimulator bbb;
  private FreeSwitchSimulator freeSwitch;
  private String address;

  /** Starts both at this address, on free ports. */
  void start(String bind) {
    address = bind;
    vertx = Vertx.vertx();
    bbb = await(BbbSimulator.start(vertx, BbbOptions.loopback(SECRET).at(bind, 0)));
    bbb.load(new Load(6, 12, 1, Instant.now()));
    freeSwitch =
        await(
            FreeSwitchSimulator.start(
                vertx, FreeSwitchOptions.loopback(PASSWORD).at(bind, 0).in(Scenario.BUSY)));
    // The recorded server had a telephone gateway that is down, which would be an alert of its own.
    freeSwitch.answer("sofia xmlstatus gateway", "<gateways>\n</gateways>\n");
  }

  /** The agent's options for what the demo's hosts have, as an inventory writes them. */
  String agentExporters() {
    try {
      return JSON.writeValueAsString(exporters(Media.STAT_URL)).replace('"', '\'');
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The agent's options, by exporter, for what runs here and for the RTMP statistics there. */
  Map<String, Map<String, Object>> exporters(String rtmpStat) {
    return new TreeMap<>(
        Map.of(
            "bbb", Map.of("url", bbb.apiBase().toString(), "secret", SECRET),
            "freeswitch", Map.of("host", address, "port", freeSwitch.port(), "password", PASSWORD),
            "rtmp", Map.of("url", rtmpStat)));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new FleetException(ErrorCategory.INTERNAL, "a simulator does not start: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.TIMEOUT, "interrupted", e);
    }
  }

  @Override
  public void close() {
    if (vertx != null) {
      await(vertx.close());
      vertx = null;
    }
  }
}
