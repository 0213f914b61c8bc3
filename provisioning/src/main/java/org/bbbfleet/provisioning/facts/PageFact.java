package org.bbbfleet.provisioning.facts;

import java.util.List;

/**
 * What a page of the host's own answered.
 *
 * @param status the HTTP status; 0 when nothing answered in time
 * @param lines the lines of its body that begin as asked
 */
public record PageFact(int status, List<String> lines) {
  /** Nothing answered. */
  public static final PageFact NO_ANSWER = new PageFact(0, List.of());

  public PageFact {
    lines = List.copyOf(lines);
  }
}
