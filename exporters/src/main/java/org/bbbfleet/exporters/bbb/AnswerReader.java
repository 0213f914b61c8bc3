package org.bbbfleet.exporters.bbb;

/**
 * Reads one answer of the API as it arrives, piece by piece, and keeps only what it adds up to.
 * Never blocks and never waits; for one thread and one answer.
 *
 * @param <T> what the answer says
 */
interface AnswerReader<T> {

  /**
   * Takes the next piece, which is the caller's again afterwards.
   *
   * @throws ApiFailure as soon as the answer can't be one, or exceeds a bound
   */
  void take(byte[] bytes, int length);

  /**
   * Ends the answer.
   *
   * @throws ApiFailure when it is not whole, or says FAILED
   */
  T end();
}
