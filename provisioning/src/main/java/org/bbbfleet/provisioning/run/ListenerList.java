package org.bbbfleet.provisioning.run;

import java.util.List;
import java.util.function.Consumer;
import org.bbbfleet.core.inventory.Host;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several listeners as one. One that fails neither stops the others nor the run. */
final class ListenerList implements RunListener {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerList.class);

  private final List<RunListener> listeners;

  ListenerList(List<RunListener> listeners) {
    this.listeners = listeners;
  }

  private void tell(Consumer<RunListener> what) {
    for (RunListener listener : listeners) {
      try {
        what.accept(listener);
      } catch (RuntimeException e) {
        LOG.warn("progress of the run could not be told: {}", e.toString());
      }
    }
  }

  @Override
  public void begun(RunRequest request) {
    tell(l -> l.begun(request));
  }

  @Override
  public void started(Host host) {
    tell(l -> l.started(host));
  }

  @Override
  public void warned(Host host, String message) {
    tell(l -> l.warned(host, message));
  }

  @Override
  public void planned(Host host, int changes) {
    tell(l -> l.planned(host, changes));
  }

  @Override
  public void step(Host host, int number, int of, String what) {
    tell(l -> l.step(host, number, of, what));
  }

  @Override
  public void output(Host host, String line) {
    tell(l -> l.output(host, line));
  }

  @Override
  public void verifying(Host host) {
    tell(l -> l.verifying(host));
  }

  @Override
  public void finished(HostReport report) {
    tell(l -> l.finished(report));
  }

  @Override
  public void ended(RunReport report) {
    tell(l -> l.ended(report));
  }
}
