package org.bbbfleet.core.shell;

/** What to do when a host shows a key that is not yet known. A changed key is always an error. */
public enum HostKeyPolicy {
  /** It is an error that names the fingerprint. */
  STRICT,
  /** The key is taken on trust and added to the known hosts, once. */
  ACCEPT_NEW
}
