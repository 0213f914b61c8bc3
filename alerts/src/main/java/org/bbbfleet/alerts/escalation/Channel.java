package org.bbbfleet.alerts.escalation;

import java.util.List;

/** A way to people that does not need Alertmanager. Blocks: not for the event loop. */
public interface Channel extends AutoCloseable {

  /** What it is, for people: {@code mail to ops@example.org}. Nothing secret. */
  String name();

  /**
   * Tells people.
   *
   * @throws org.bbbfleet.core.error.FleetException when nobody took it
   */
  void send(Call call);

  @Override
  void close();

  /**
   * Something that people are told.
   *
   * @param subject one line
   * @param text for people who read text
   * @param status {@code firing}; {@code taken} when a person takes care of it; {@code resolved}
   * @param escalations what it is about; may be empty
   */
  record Call(String subject, String text, String status, List<Escalation> escalations) {
    public Call {
      escalations = List.copyOf(escalations);
    }
  }
}
