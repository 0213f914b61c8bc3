package org.bbbfleet.app.service.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.bbbfleet.app.service.ActedRuns;
import org.bbbfleet.app.service.ServeConfig;
import org.bbbfleet.app.service.api.Access;
import org.bbbfleet.app.service.api.Caller;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.Runs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that begins late is called off, and its plan is not carried out twice. */
@Timeout(90)
class LateRunTest {
  private static final Caller OLAF = new Caller("olaf", Access.OPERATOR, Caller.Identity.KNOWN);
  private static final Caller ANNA = new Caller("anna", Access.APPROVER, Caller.Identity.KNOWN);

  @TempDir Path directory;
  private ActedRuns acted;
  private Store store;

  @BeforeEach
  void open() throws Exception {
    acted = new ActedRuns(directory);
    acted.go.countDown();
    store = Store.open(directory.resolve("fleet.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private ServiceRuns runs(OwnUnit own, Duration patience) {
    return new ServiceRuns(
        Optional.of(acted),
        new Runs(store, Clock.systemUTC()),
        ServeConfig.Approval.ANOTHER,
        own,
        Clock.systemUTC(),
        () -> {},
        report -> {},
        patience);
  }

  private static String state(ServiceRuns runs, String id) {
    return runs.find(id).map(RunViews.View::state).orElse("");
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static String plan(ServiceRuns runs) {
    String plan = runs.plan(OLAF, RunOptions.by("olaf"));
    await("a plan that waits", () -> state(runs, plan).equals("waiting for approval"));
    return plan;
  }

  @Test
  void isCalledOffAndMayBeApprovedAnewOnlyThen() {
    acted.mayBegin = new CountDownLatch(1);
    // Long enough for the plan, which begins at once.
    try (ServiceRuns runs = runs(OwnUnit.NONE, Duration.ofSeconds(5))) {
      String plan = plan(runs);
      assertThatThrownBy(() -> runs.approve(plan, ANNA, "anna", "tonight"))
          .isInstanceOf(FleetException.class)
          .hasMessageContaining("did not begin within");
      assertThatThrownBy(() -> runs.approve(plan, ANNA, "anna", "again"))
          .as("the first may still begin")
          .isInstanceOf(FleetException.class)
          .hasMessageContaining("waits for no answer");
      acted.mayBegin.countDown();
      await("the plan is open again", () -> state(runs, plan).equals("waiting for approval"));
      assertThat(runs.newest(1).get(0).state()).isEqualTo("stopped");
      String run = runs.approve(plan, ANNA, "anna", "now");
      await("done", () -> state(runs, run).equals("ok"));
    }
  }

  @Test
  void aPlanThatRestartsTheServiceItselfIsRefusedWithTheCure() throws Exception {
    acted =
        new ActedRuns(directory, "[monitoring]\nbbb-1\n[bbb]\nbbb-2\n", "bbb-fleet-serve.service");
    acted.go.countDown();
    OwnUnit own = new OwnUnit(true, address -> false);
    try (ServiceRuns runs = runs(own, Duration.ofSeconds(30))) {
      String plan = plan(runs);
      assertThatThrownBy(() -> runs.approve(plan, ANNA, "anna", "tonight"))
          .isInstanceOf(FleetException.class)
          .hasMessageContaining("this plan restarts bbb-fleet-serve.service on bbb-1")
          .hasMessageContaining("fleet provision --limit bbb-1")
          .hasMessageContaining("--limit 'all:!bbb-1'");
      assertThat(state(runs, plan)).isEqualTo("waiting for approval");
      assertThat(acted.asked).as("nothing was begun").hasSize(1);
    }
    try (ServiceRuns runs = runs(OwnUnit.NONE, Duration.ofSeconds(30))) {
      String run = runs.approve(plan(runs), ANNA, "anna", "by hand from elsewhere");
      await("done", () -> state(runs, run).equals("ok"));
    }
  }
}
