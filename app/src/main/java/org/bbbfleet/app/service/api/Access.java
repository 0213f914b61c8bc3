package org.bbbfleet.app.service.api;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a token lets its bearer do; each includes those before it. */
public enum Access {
  /** What needs no token at all. */
  ANYONE("what needs no token"),
  /** Reads: hosts, alerts, incidents, runs, the audit trail. */
  VIEWER("reads everything"),
  /** Pauses and resumes healing, takes leases, makes plans. */
  OPERATOR("also pauses and resumes healing, and plans runs"),
  /** Approves and rejects what is proposed: steps of the healer, runs. */
  APPROVER("also approves and rejects steps and runs"),
  /** Everything. */
  ADMIN("everything");

  private final String says;

  Access(String says) {
    this.says = says;
  }

  /** Whether this access is enough for what needs the other. */
  public boolean includes(Access needed) {
    return compareTo(needed) >= 0;
  }

  /** The name in configuration and documents. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it allows, for people. */
  public String says() {
    return says;
  }

  /** The access of a name that can be given to a token: viewer, operator, approver or admin. */
  public static Optional<Access> named(String name) {
    return Stream.of(VIEWER, OPERATOR, APPROVER, ADMIN)
        .filter(access -> access.label().equals(name))
        .findFirst();
  }
}
