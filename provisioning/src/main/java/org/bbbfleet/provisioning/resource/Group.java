package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Question;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A group of users. Who is in it is each user's own matter.
 *
 * @param name the group's name
 * @param number its number, if it must be a certain one
 * @param wanted whether it shall be there
 */
public record Group(String name, OptionalInt number, Wanted wanted) implements Resource {

  public Group {
    Names.newAccount(name);
    number.ifPresent(User::checkNumber);
    requireNonNull(wanted, "wanted is null");
  }

  /** The same group with this number. */
  public Group number(int gid) {
    return new Group(name, OptionalInt.of(gid), wanted);
  }

  /** No such group. One that is some user's own can't be removed. */
  public Group absent() {
    return new Group(name, number, Wanted.ABSENT);
  }

  @Override
  public String kind() {
    return "group";
  }

  @Override
  public void ask(Questions questions) {
    questions.ask(new Number(name));
  }

  @Override
  public List<Change> changes(Facts facts) {
    Optional<Integer> there = facts.answer(new Number(name));
    if (wanted == Wanted.ABSENT) {
      return there.isEmpty()
          ? List.of()
          : List.of(Change.of(Change.Sign.REMOVE, this, "", "groupdel " + name + "\n"));
    }
    if (there.isEmpty()) {
      String option = number.isPresent() ? " --gid " + number.getAsInt() : "";
      return List.of(
          Change.of(
              Change.Sign.ADD,
              this,
              number.isPresent() ? "number " + number.getAsInt() : "",
              "groupadd --system" + option + " " + name + "\n"));
    }
    if (number.isPresent() && there.get() != number.getAsInt()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          "group %s has number %d, not %d: its files would be another's. Renumber it and them by hand."
              .formatted(name, there.get(), number.getAsInt()));
    }
    return List.of();
  }

  /** A group's number. */
  private record Number(String group) implements Question<Optional<Integer>> {
    @Override
    public String script() {
      return "getent group " + group;
    }

    @Override
    public Optional<Integer> read(Answer answer) {
      return answer.ok()
          ? Optional.of(Integer.valueOf(answer.first().split(":", -1)[2]))
          : Optional.empty();
    }
  }
}
