package org.bbbfleet.provisioning.role;

import java.util.List;

/** The variables that belong to no role, but to how the fleet is run. */
public final class FleetVariables {
  /** What a host gets that is smaller than its roles need. */
  public static final Variable<String> SIZE_CHECK =
      Variable.choice(
          "fleet_size_check",
          List.of("warn", "fail", "off"),
          "what happens to a host that is smaller than its roles need: it is said, it is left as it"
              + " is, or nothing");

  /** What the check takes for known without any role reading it. */
  public static final Variable<List<String>> KNOWN =
      Variable.texts(
          "fleet_known_variables",
          "variables of your own that no role reads, as patterns such as `site_*`; the check does"
              + " not complain of them");

  /** All of them. */
  public static final List<Variable<?>> ALL = List.of(SIZE_CHECK, KNOWN);

  private FleetVariables() {}
}
