package org.bbbfleet.exporters.agent;

/**
 * Why an exporter runs on this host or does not.
 *
 * @param exporter its name
 * @param on whether it runs
 * @param why one line for the operator
 */
public record Explanation(String exporter, boolean on, String why) {}
