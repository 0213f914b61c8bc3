package org.bbbfleet.core.error;

import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with the user's input, reported at once. */
public final class ProblemsException extends FleetException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public ProblemsException(List<Problem> problems) {
    super(
        ErrorCategory.INPUT,
        problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** The problems, in the order in which they were found; never empty. */
  public List<Problem> problems() {
    return problems;
  }
}
