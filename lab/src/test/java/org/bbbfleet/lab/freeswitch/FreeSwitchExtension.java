package org.bbbfleet.lab.freeswitch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts simulators and stops them after each test. */
final class FreeSwitchExtension implements AfterEachCallback {
  private final Vertx vertx = Vertx.vertx();
  private final List<FreeSwitchSimulator> started = new ArrayList<>();

  FreeSwitchSimulator start(FreeSwitchOptions options) {
    FreeSwitchSimulator simulator = await(FreeSwitchSimulator.start(vertx, options));
    started.add(simulator);
    return simulator;
  }

  FreeSwitchSimulator start(Scenario scenario) {
    return start(FreeSwitchOptions.loopback("ClueCon").in(scenario));
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    started.forEach(simulator -> await(simulator.stop()));
    await(vertx.close());
  }
}
