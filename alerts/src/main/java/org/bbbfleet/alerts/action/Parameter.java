package org.bbbfleet.alerts.action;

import java.util.regex.Pattern;

/**
 * A parameter of an action.
 *
 * @param name as policies write it
 * @param pattern what a value must match as a whole
 * @param meaning for people
 */
public record Parameter(String name, Pattern pattern, String meaning) {
  public Parameter(String name, String pattern, String meaning) {
    this(name, Pattern.compile(pattern), meaning);
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
}
