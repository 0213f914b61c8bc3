package org.bbbfleet.app.service.runs;

import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.run.RunControl;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;

/** What carries runs out. */
public interface RunWorker {
  /** The fleet as its inventory says now; read anew for each run. */
  Fleet fleet();

  /**
   * Plans or applies; blocks until it is over.
   *
   * @throws org.bbbfleet.core.error.FleetException (INPUT) when something named does not exist
   */
  RunReport run(
      RunReport.Kind kind,
      Fleet fleet,
      RunOptions options,
      RunListener listener,
      RunControl control);

  /**
   * The same for one host alone, whatever else the options' pattern names.
   *
   * @param holder who holds the host's lease already: runs go on under it; empty: they take it
   */
  RunWorker only(String host, String holder);
}
