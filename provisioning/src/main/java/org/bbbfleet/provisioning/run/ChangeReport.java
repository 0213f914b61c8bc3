package org.bbbfleet.provisioning.run;

import java.util.List;
import org.bbbfleet.core.inventory.Hidden;
import org.bbbfleet.provisioning.resource.Change;
import org.bbbfleet.provisioning.resource.Handler;

/**
 * One line of a plan and what became of it.
 *
 * @param role the role that wants it; empty for what an earlier run owes
 * @param sign {@code +}, {@code ~}, {@code -} or {@code !}
 * @param kind the resource's kind
 * @param name what it is about
 * @param detail what differs
 * @param then what is restarted or reloaded after it
 * @param diff the text difference; empty when none was asked for, or it is secret
 * @param outcome what became of it
 * @param once the name of the step of the fleet that it is of; else empty
 * @param digest of everything that would be done, keyed with a secret of the fleet, so that it
 *     tells nothing but whether two plans are the same
 * @param basis what it rests on
 */
public record ChangeReport(
    String role,
    String sign,
    String kind,
    String name,
    String detail,
    List<String> then,
    String diff,
    Outcome outcome,
    String once,
    String digest,
    Change.Basis basis) {

  public ChangeReport {
    role = role == null ? "" : role;
    then = then == null ? List.of() : List.copyOf(then);
    once = once == null ? "" : once;
    diff = diff == null ? "" : diff;
    digest = digest == null ? "" : digest;
    basis = basis == null ? Change.Basis.STATE : basis;
  }

  /** What became of a change. */
  public enum Outcome {
    PLANNED,
    DONE,
    FAILED,
    /** An earlier one failed. */
    NOT_REACHED,
    /** It happens once in the fleet, and another host did it. */
    DONE_ELSEWHERE
  }

  static ChangeReport of(String role, Change change, String diff, Outcome outcome, String digest) {
    return new ChangeReport(
        role,
        change.sign().mark(),
        change.kind(),
        change.name(),
        change.detail(),
        change.handlers().stream().map(Handler::toString).toList(),
        diff,
        outcome,
        change.once(),
        digest,
        change.basis());
  }

  static ChangeReport owed(Handler handler, Outcome outcome, String digest) {
    return new ChangeReport(
        "",
        Change.Sign.RUN.mark(),
        handler.word(),
        handler.about(),
        "owed by an earlier run",
        List.of(),
        "",
        outcome,
        "",
        digest,
        Change.Basis.STATE);
  }

  /** The same without what an inventory hides; a role may name a thing after it. */
  ChangeReport without(Hidden hidden) {
    return new ChangeReport(
        role,
        sign,
        kind,
        hidden.mask(name),
        hidden.mask(detail),
        then,
        hidden.mask(diff),
        outcome,
        once,
        digest,
        basis);
  }

  ChangeReport withDiff(String other) {
    return new ChangeReport(
        role, sign, kind, name, detail, then, other, outcome, once, digest, basis);
  }

  /** One line of a plan. */
  @Override
  public String toString() {
    return sign + " " + kind + " " + name + (detail.isEmpty() ? "" : "   " + detail);
  }
}
