/**
 * Debian's packages for this machine: said first, then installed if they are harmless tools, or
 * only unpacked into a cache if they would start a service.
 */
package org.bbbfleet.lab.packages;
