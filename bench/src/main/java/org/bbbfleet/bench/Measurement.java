package org.bbbfleet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes the figures of one benchmark's run, in the order in which they are to be read. */
public final class Measurement {
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Consumer<String> progress;

  /**
   * @param progress is told what is going on, for a person who waits
   */
  public Measurement(Consumer<String> progress) {
    this.progress = progress;
  }

  /** Says what is being done now. */
  public void progress(String step) {
    progress.accept(step);
  }

  /** Records a number. */
  public void figure(String what, double value, String unit) {
    figures.add(new Figure(what, value, unit, Optional.empty()));
  }

  /** Records a number that was to reach an aim. */
  public void figure(String what, double value, String unit, Figure.Aim aim) {
    figures.add(new Figure(what, value, unit, Optional.of(aim)));
  }

  /** Records a sentence that the figures need: a peer's version, a condition, what was not done. */
  public void note(String sentence) {
    notes.add(sentence);
  }

  /** What was recorded so far. */
  public List<Figure> figures() {
    return List.copyOf(figures);
  }

  /** The sentences recorded so far. */
  public List<String> notes() {
    return List.copyOf(notes);
  }
}
