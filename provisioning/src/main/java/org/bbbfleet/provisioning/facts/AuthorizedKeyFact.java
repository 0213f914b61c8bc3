package org.bbbfleet.provisioning.facts;

/**
 * What an {@code authorized_keys} file holds for one forced command.
 *
 * @param exact how many lines are exactly the wanted one
 * @param forCommand how many lines are for the command, whatever their key
 */
public record AuthorizedKeyFact(int exact, int forCommand) {}
