package org.bbbfleet.core.inventory;

import java.util.List;
import java.util.Map;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;

/**
 * All that was found when an inventory was read, right or wrong.
 *
 * @param inventory what could be read; only whole when there is no error
 * @param settings every place where a variable is set, those included that no host gets
 * @param places where each host was first named, as {@code file:line}, by its name
 * @param problems errors and warnings, in the order in which they were found
 */
public record Reading(
    Inventory inventory,
    List<Setting> settings,
    Map<String, String> places,
    List<Problem> problems) {

  public Reading {
    settings = List.copyOf(settings);
    places = Map.copyOf(places);
    problems = List.copyOf(problems);
  }

  /**
   * The inventory, if nothing is wrong with it.
   *
   * @throws ProblemsException with everything that is wrong, at once
   */
  public Inventory orThrow() {
    if (problems.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR)) {
      throw new ProblemsException(problems);
    }
    return inventory;
  }
}
