package org.bbbfleet.core.inventory;

/**
 * One place where the inventory sets a variable, whether or not any host gets this value.
 *
 * @param variable its name
 * @param value as it is written there
 */
public record Setting(String variable, Value value) {}
