package org.bbbfleet.exporters.blackbox;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;

/** What a probe did, step by step, for a person who asks with {@code debug=true}. */
final class Trace implements Consumer<String> {
  private static final int MOST = 1000;
  private static final int LONGEST = 500;

  private final boolean wanted;
  private final long began = System.nanoTime();
  private final List<String> lines = new ArrayList<>();

  Trace(boolean wanted) {
    this.wanted = wanted;
  }

  boolean wanted() {
    return wanted;
  }

  @Override
  public synchronized void accept(String line) {
    if (wanted && lines.size() < MOST) {
      String clean = line.replaceAll("\\p{Cntrl}", " ");
      String shown = clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
      lines.add(String.format("%9.3f ms  %s", (System.nanoTime() - began) / 1e6, shown));
    }
  }

  /** The page: the steps, then the metrics, in the order of blackbox_exporter's. */
  synchronized String page(
      ProbeModules.Module module, Probe.Request request, Probe.Outcome outcome, Samples page) {
    return "Logs for the probe:\n"
        + String.format(
            "Module %s (%s), timeout %s s%n",
            module.name(), module.kind(), request.deadline().toMillis() / 1000.0)
        + String.join("\n", lines)
        + (outcome.success() ? "" : "\nFailed: " + outcome.why().replaceAll("\\p{Cntrl}", " "))
        + "\n\n\nMetrics that would have been returned:\n"
        + Exposition.forAccept(null).write(page);
  }
}
