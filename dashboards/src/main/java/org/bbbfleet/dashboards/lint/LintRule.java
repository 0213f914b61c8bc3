package org.bbbfleet.dashboards.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiConsumer;

/**
 * One rule.
 *
 * @param id the name that the linter's exclusions use
 * @param check looks at a dashboard and tells the place and the message of what is not allowed
 */
record LintRule(String id, Check check) {

  /** Looks at a dashboard; the complaints take a place and a message. */
  interface Check {
    void of(JsonNode dashboard, BiConsumer<String, String> complaints);
  }
}
