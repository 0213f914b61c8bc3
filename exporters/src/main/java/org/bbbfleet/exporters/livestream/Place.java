package org.bbbfleet.exporters.livestream;

import java.util.Optional;

/**
 * Where a process of a worker was found.
 *
 * @param worker the worker's name
 * @param unit the systemd unit, when it runs in one
 * @param container the full id of the container, when it runs in one
 */
record Place(String worker, Optional<String> unit, Optional<String> container) {}
