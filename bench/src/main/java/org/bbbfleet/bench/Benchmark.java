package org.bbbfleet.bench;

/**
 * One thing that is measured. Implementations carry {@code @AutoService(Benchmark.class)} and a
 * public constructor without arguments: adding one is adding one file.
 *
 * <p>A benchmark measures a ratio against a real peer or a physical limit in the same run, sends
 * traffic only to loopback or to hosts that it made itself, and ends by itself. Its figures are
 * reported good or bad; a missed aim is no failure of the benchmark.
 */
public interface Benchmark {

  /** What {@code fleet bench} calls the group: {@code exporters}, {@code healing}, … */
  String suite();

  /** Its own name within the suite, of lower-case letters, digits and hyphens. */
  String name();

  /** One sentence: what is measured, against what, and how. */
  String about();

  /**
   * Measures and records its figures.
   *
   * @throws Exception when it could not measure; the run then ends with an error
   */
  void run(Measurement measurement) throws Exception;
}
