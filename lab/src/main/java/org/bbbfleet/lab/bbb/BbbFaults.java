package org.bbbfleet.lab.bbb;

import java.util.Optional;
import org.bbbfleet.lab.bbb.BbbFault.LocaleNumbers;
import org.bbbfleet.lab.bbb.BbbFault.MissingElements;
import org.bbbfleet.lab.bbb.BbbFault.RepeatedElements;

/** The fault of one simulated server: at most one at a time. Safe to switch from any thread. */
public final class BbbFaults {
  private record Active(BbbFault fault, Optional<String> call, int times) {
    boolean hits(String asked) {
      return call.isEmpty() || call.get().equals(asked);
    }
  }

  private Optional<Active> active = Optional.empty();

  BbbFaults() {}

  /** All calls fail like this until {@link #clear}. */
  public void set(BbbFault fault) {
    put(new Active(fault, Optional.empty(), Integer.MAX_VALUE));
  }

  /** One call fails like this, for example {@code getRecordings}; the others are well. */
  public void set(BbbFault fault, String call) {
    put(new Active(fault, Optional.of(call), Integer.MAX_VALUE));
  }

  /** The next calls fail like this, so many of them; then all is well again. */
  public void setFor(int times, BbbFault fault) {
    put(new Active(fault, Optional.empty(), times));
  }

  /** All is well again. Answers that hang already go on hanging. */
  public synchronized void clear() {
    active = Optional.empty();
  }

  /** What is set. */
  public synchronized Optional<BbbFault> current() {
    return active.map(Active::fault);
  }

  /** The fault for a call that came just now; counts it. */
  synchronized Optional<BbbFault> take(String call) {
    Optional<Active> hit = active.filter(one -> one.hits(call));
    if (hit.isPresent() && hit.get().times() != Integer.MAX_VALUE) {
      int left = hit.get().times() - 1;
      active =
          left > 0
              ? Optional.of(new Active(hit.get().fault(), hit.get().call(), left))
              : Optional.empty();
    }
    return hit.map(Active::fault);
  }

  /** How answers are spelt under a fault. */
  static XmlStyle style(Optional<BbbFault> fault) {
    BbbFault one = fault.orElse(null);
    XmlStyle correct = XmlStyle.CORRECT;
    if (one instanceof LocaleNumbers locale) {
      return new XmlStyle(locale.separator(), correct.missing(), correct.repeated());
    }
    if (one instanceof MissingElements missing) {
      return new XmlStyle("", missing.names(), correct.repeated());
    }
    if (one instanceof RepeatedElements repeated) {
      return new XmlStyle("", correct.missing(), repeated.names());
    }
    return correct;
  }

  private synchronized void put(Active next) {
    active = Optional.of(next);
  }
}
