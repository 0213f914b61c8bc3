/**
 * Throw-away Debian hosts on this machine: real systemd, sshd and apt in containers of
 * systemd-nspawn, each answering SSH at its own address seconds after it was asked for, and nothing
 * left when they go.
 */
package org.bbbfleet.lab.hosts;
