package org.bbbfleet.app.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.run.Provisioner;
import org.bbbfleet.provisioning.run.RunControl;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunRecorder;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.Runs;

/** What a run from the command line has around it: store, leases, record, log, board, Ctrl-C. */
class RunSession implements AutoCloseable {
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

  /** Whether a run is kept: the look before a question is part of the run that follows it. */
  enum Record {
    KEPT,
    NOT_KEPT
  }

  /** Runs, told to the view and to whatever else a run is told to. */
  RunReport run(
      RunReport.Kind kind, List<Host> hosts, RunOptions how, RunListener view, Record record) {
    RunControl control = new RunControl();
    Shared shared = new Shared(fleet, store, clock);
    Provisioner provisioner =
        new Provisioner(options.shells(), shared.leases(), shared.marks(), clock);
    try (RunRecorder recorder = new RunRecorder(new Runs(store, clock)::record, clock);
        RunLog log = new RunLog(directory(options).resolve("logs"), clock);
        RunBoard board = new RunBoard(terminal, System::nanoTime);
        RunSignals signals = new RunSignals(control, board, terminal)) {
      RunListener kept = record == Record.KEPT ? RunListener.all(recorder, log) : RunListener.NONE;
      RunReport report =
          provisioner.run(kind, fleet, hosts, how, RunListener.all(board, view, kept), control);
      board.close();
      return report;
    }
  }

  Path log(RunReport report) {
    return directory(options).resolve("logs").resolve(report.id() + ".log");
  }

  @Override
  public void close() {
    store.close();
  }
}
