package org.bbbfleet.lab.freeswitch;

import java.util.List;

/**
 * A directory user who may log in by {@code userauth} with fewer rights.
 *
 * @param credentials {@code USER@DOMAIN:PASSWORD}
 * @param commands the api commands allowed, by name
 * @param events the events allowed
 */
public record RestrictedUser(String credentials, List<String> commands, List<String> events) {}
