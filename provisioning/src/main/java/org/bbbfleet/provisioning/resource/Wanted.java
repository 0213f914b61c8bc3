package org.bbbfleet.provisioning.resource;

/** Whether something shall be on a host or shall not. */
public enum Wanted {
  PRESENT,
  ABSENT
}
