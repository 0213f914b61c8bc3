package org.bbbfleet.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.facts.Layout;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.run.Provisioner;
import org.bbbfleet.provisioning.run.RunControl;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunRecorder;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.Runs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run from the command line has around it: store, leases, record, log, board, Ctrl-C. */
class RunSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunSession.class);

  /** The property that puts the engine's own things on hosts somewhere else; for tests. */
  static final String HOST_STATE = "fleet.host.state";

  private final FleetOptions options;
  private final Fleet fleet;
  private final Store store;
  private final Terminal terminal;
  private final Clock clock = Clock.systemUTC();

  /** How one is begun. */
  @FunctionalInterface
  interface Begin {
    RunSession with(FleetOptions options, Fleet fleet, Store store, Terminal terminal);
  }

  /**
   * @param store by {@link #open}, before the inventory was read; closed by this
   */
  RunSession(FleetOptions options, Fleet fleet, Store store, Terminal terminal) {
    this.options = options;
    this.fleet = fleet;
    this.terminal = terminal;
    this.store = store;
  }

  /** Begins to open the store while the inventory is still read; one that is not there waits. */
  static Store open(FleetOptions options) {
    return Store.openSoon(directory(options).resolve("fleet.db"));
  }

  /** Where the state beside the inventory is. */
  static Path directory(FleetOptions options) {
    return options.directory().resolve(".fleet");
  }

  /** Runs, told to the view and to whatever else a run is told to. */
  RunReport run(RunReport.Kind kind, List<Host> hosts, RunOptions how, RunListener view) {
    RunControl control = RunControl.watched();
    Shared shared = new Shared(fleet, store, clock);
    Provisioner provisioner =
        new Provisioner(options.shells(), shared.leases(), shared.marks(), clock, layout());
    try (RunRecorder recorder = new RunRecorder(new Runs(store, clock)::record, clock);
        RunLog log = new RunLog(directory(options).resolve("logs"), clock);
        RunBoard board = new RunBoard(terminal, System::nanoTime);
        RunSignals signals = new RunSignals(control, board, terminal)) {
      RunReport report =
          provisioner.run(
              kind, fleet, hosts, how, RunListener.all(board, view, recorder, log), control);
      board.close();
      return report;
    }
  }

  /** Forgets a look of which everything is in the run that follows it. */
  void forget(RunReport look) {
    new Runs(store, clock).forget(look.id());
    try {
      Files.deleteIfExists(log(look));
    } catch (IOException e) {
      // One log more than there need be.
      LOG.debug("the log of {} could not be removed: {}", look.id(), e.toString());
    }
  }

  Path log(RunReport report) {
    return directory(options).resolve("logs").resolve(report.id() + ".log");
  }

  // A test's host is a directory of this machine.
  private static Layout layout() {
    return Optional.ofNullable(System.getProperty(HOST_STATE))
        .map(state -> new Layout(state, Layout.STANDARD.path()))
        .orElse(Layout.STANDARD);
  }

  @Override
  public void close() {
    store.close();
  }
}
