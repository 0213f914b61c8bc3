package org.bbbfleet.alerts.rules;

import java.util.List;

/**
 * The rules of one system. Implementations carry {@code @AutoService(RuleGroup.class)} and hold
 * each rule in a constant, so that roles can name it by type.
 */
public interface RuleGroup {

  /** The group's name, which is the system's: {@code soffice}. */
  String name();

  List<Rule> rules();
}
