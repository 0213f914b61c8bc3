package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import org.bbbfleet.core.inventory.Hidden;
import org.bbbfleet.core.inventory.Host;

/** Passes on what it hears without what the inventory hides: a program may print its password. */
final class HidingListener implements RunListener {
  private final RunListener listener;
  private final Hidden hidden;

  HidingListener(RunListener listener, Hidden hidden) {
    this.listener = requireNonNull(listener, "listener is null");
    this.hidden = requireNonNull(hidden, "hidden is null");
  }

  @Override
  public void begun(RunRequest request) {
    listener.begun(request);
  }

  @Override
  public void started(Host host) {
    listener.started(host);
  }

  @Override
  public void warned(Host host, String message) {
    listener.warned(host, hidden.mask(message));
  }

  @Override
  public void planned(Host host, int changes) {
    listener.planned(host, changes);
  }

  @Override
  public void step(Host host, int number, int of, String what) {
    listener.step(host, number, of, hidden.mask(what));
  }

  @Override
  public void output(Host host, String line) {
    listener.output(host, hidden.mask(line));
  }

  @Override
  public void verifying(Host host) {
    listener.verifying(host);
  }

  /** Reports are made without it, because they are also what a run gives back. */
  @Override
  public void finished(HostReport report) {
    listener.finished(report);
  }

  @Override
  public void ended(RunReport report) {
    listener.ended(report);
  }
}
