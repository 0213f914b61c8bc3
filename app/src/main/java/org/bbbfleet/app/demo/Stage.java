package org.bbbfleet.app.demo;

import java.net.URI;
import java.util.List;

/** Where the demo plays: throw-away hosts, or plain processes on this machine. */
interface Stage extends AutoCloseable {

  /**
   * The addresses that a person opens.
   *
   * @param console the service
   * @param prometheus Prometheus
   * @param alertmanager Alertmanager
   */
  record Addresses(URI console, URI prometheus, URI alertmanager) {}

  /**
   * A real fault and the alert that must notice it.
   *
   * @param host the host that it hits, as the alert's label {@code host} has it
   * @param alert the alert
   * @param strike makes it happen and tells in one line what was broken
   */
  record Fault(String host, String alert, java.util.function.Supplier<String> strike) {}

  /** Brings everything up; says what it does as it does it. */
  void raise();

  Addresses addresses();

  /** The faults, in the order in which they happen. */
  List<Fault> faults();

  /** Leaves nothing behind; safe to call twice. */
  @Override
  void close();
}
