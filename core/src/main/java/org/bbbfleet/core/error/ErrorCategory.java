package org.bbbfleet.core.error;

/** What kind of thing went wrong, so that failures can be counted by kind. */
public enum ErrorCategory {
  /** The user's inventory, configuration or command line is wrong; nothing was contacted. */
  INPUT,
  /** A host could not be reached. */
  UNREACHABLE,
  /** A host's key is unknown or has changed. */
  HOST_KEY,
  /** The other side refused our credentials. */
  AUTHENTICATION,
  /** Something took longer than its deadline. */
  TIMEOUT,
  /** A command ran on a host and failed. */
  REMOTE,
  /** The other side answered what it must not answer. */
  PROTOCOL,
  /** Somebody else holds the lease or the lock. */
  BUSY,
  /** Our own store failed. */
  STORE,
  /** A bug in this program. */
  INTERNAL
}
