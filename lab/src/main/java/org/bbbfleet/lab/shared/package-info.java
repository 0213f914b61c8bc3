/**
 * Debian's own daemons of services that hosts share: unpacked and started privately, or installed
 * on lab hosts; then broken.
 */
package org.bbbfleet.lab.shared;
