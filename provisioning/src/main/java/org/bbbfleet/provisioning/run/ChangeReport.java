package org.bbbfleet.provisioning.run;

import java.util.List;
import org.bbbfleet.provisioning.resource.Change;
import org.bbbfleet.provisioning.resource.Handler;

/**
 * One line of a plan and what became of it.
 *
 * @param sign {@code +}, {@code ~} or {@code !}
 * @param kind the resource's kind
 * @param name what it is about
 * @param detail what differs
 * @param then what is restarted or reloaded after it
 * @param diff the text difference; empty when none was asked for, or it is secret
 * @param outcome what became of it
 */
public record ChangeReport(
    String sign,
    String kind,
    String name,
    String detail,
    List<String> then,
    String diff,
    Outcome outcome) {

  /** What became of a change. */
  public enum Outcome {
    PLANNED,
    DONE,
    FAILED,
    /** An earlier one failed. */
    NOT_REACHED
  }

  static ChangeReport of(Change change, String diff, Outcome outcome) {
    return new ChangeReport(
        change.sign().mark(),
        change.kind(),
        change.name(),
        change.detail(),
        change.handlers().stream().map(Handler::toString).toList(),
        diff,
        outcome);
  }

  static ChangeReport owed(Handler handler, Outcome outcome) {
    return new ChangeReport(
        Change.Sign.RUN.mark(),
        handler.word(),
        handler.about(),
        "owed by an earlier run",
        List.of(),
        "",
        outcome);
  }
}
