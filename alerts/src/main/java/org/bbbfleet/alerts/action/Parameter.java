package org.bbbfleet.alerts.action;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * A parameter of an action.
 *
 * @param name as policies write it
 * @param pattern what a value must match as a whole
 * @param meaning for people
 * @param source who may give its value
 */
public record Parameter(String name, Pattern pattern, String meaning, Source source) {

  /** Who may give a value. */
  public enum Source {
    /** Whoever writes the policy or orders the action, or a label of the alert that they name. */
    ANYBODY,
    /** Only who writes the policy or orders the action: never a label. */
    PERSON
  }

  public Parameter {
    requireNonNull(name, "name is null");
    requireNonNull(pattern, "pattern is null");
    requireNonNull(meaning, "meaning is null");
    requireNonNull(source, "source is null");
  }

  public Parameter(String name, String pattern, String meaning) {
    this(name, Pattern.compile(pattern), meaning, Source.ANYBODY);
  }

  /** A parameter that no alert's label may fill: it chooses what is run. */
  static Parameter literal(String name, String pattern, String meaning) {
    return new Parameter(name, Pattern.compile(pattern), meaning, Source.PERSON);
  }

  /** The parameter {@code unit} of actions on a systemd unit. */
  static Parameter unit() {
    return new Parameter(
        "unit", "[A-Za-z0-9][A-Za-z0-9@._:-]{0,127}", "the unit, as systemctl has it");
  }

  /** Whether the value may be used. */
  public boolean accepts(String value) {
    return pattern.matcher(value).matches();
  }

  /** Whether a policy may write this: a value, or {@code $label} where a label may fill it. */
  public boolean admits(String written) {
    return written.startsWith("$") ? source == Source.ANYBODY : accepts(written);
  }
}
