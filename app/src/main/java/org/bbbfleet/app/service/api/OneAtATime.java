package org.bbbfleet.app.service.api;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Work so heavy that one caller at a time may ask for it; the others are told to come again. */
public final class OneAtATime {
  private final String what;
  private final Semaphore turn = new Semaphore(1);

  /**
   * @param what goes on, for who must wait: {@code the audit trail is being verified}
   */
  public OneAtATime(String what) {
    this.what = what;
  }

  /**
   * Does it.
   *
   * @throws ApiFailure (503) when another caller's goes on
   */
  public <T> T run(Supplier<T> work) {
    if (!turn.tryAcquire()) {
      throw ApiFailure.unavailable(what + " for another caller; one at a time. Ask again then.");
    }
    try {
      return work.get();
    } finally {
      turn.release();
    }
  }
}
