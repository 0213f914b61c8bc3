package org.bbbfleet.lab.hosts;

/**
 * A host of a lab that is up.
 *
 * @param name its hostname
 * @param address where it answers
 * @param port of its sshd
 */
public record LabHost(String name, String address, int port) {}
