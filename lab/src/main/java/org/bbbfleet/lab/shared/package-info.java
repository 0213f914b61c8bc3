/** Debian's own daemons of services that hosts share: unpacked, started privately, then broken. */
package org.bbbfleet.lab.shared;
