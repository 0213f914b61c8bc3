/**
 * A simulator of BigBlueButton's API: its checksums, its XML, its differences between versions, and
 * its faults on demand. Written from the protocol's description only; it shares no code with the
 * exporters, so that a shared mistake can't hide.
 */
package org.bbbfleet.lab.bbb;
