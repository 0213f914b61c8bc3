package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bbbfleet.alerts.action.HealFragment.Request;
import org.junit.jupiter.api.Test;

class HealFragmentTest {
  private static final String BELL =
      """
      # request: ring-bell BELL TIMES: rings a listed bell
      # list: bells: bells that may be rung

      # How a bell is rung.
      ring_bell() {
        printf 'rang %s\\n' "$1"
      }
      """;

  @Test
  void saysWhatItAnswersAndObeys() {
    HealFragment bell = HealFragment.parse("bell", BELL);
    assertThat(bell.requests())
        .containsExactly(new Request("ring-bell", List.of("BELL", "TIMES"), "rings a listed bell"));
    assertThat(bell.lists()).containsEntry("bells", "bells that may be rung");
    assertThat(bell.functions()).startsWith("# How a bell is rung.\nring_bell() {\n");
  }

  @Test
  void becomesPartOfTheScript() {
    assertThat(HealScript.assemble(List.of(HealFragment.parse("bell", BELL))))
        .containsPattern("#   \\[dry-run] ring-bell BELL TIMES +rings a listed bell\n")
        .containsPattern("#   heal\\.bells +bells that may be rung\n")
        .contains("\nring_bell() {\n")
        .contains("\n  ring-bell/2) ring_bell \"$1\" \"$2\" ;;\n")
        .doesNotContain("@requests@", "@lists@", "@cases@");
  }

  @Test
  void withoutTheFunctionOfARequestIsAFault() {
    assertThatThrownBy(() -> HealFragment.parse("bell", BELL.replace("ring_bell()", "ring()")))
        .hasMessage("heal/bell.sh has no function ring_bell");
    assertThatThrownBy(() -> HealFragment.parse("bell", "ring_bell() {\n}\n"))
        .hasMessage("heal/bell.sh answers no request");
  }

  @Test
  void twoThatAnswerTheSameAreAFault() {
    HealFragment bell = HealFragment.parse("bell", BELL);
    HealFragment gong = HealFragment.parse("gong", BELL);
    assertThatThrownBy(() -> HealScript.assemble(List.of(bell, gong)))
        .hasMessage("two fragments answer ring-bell");
  }

  @Test
  void everyActionsFragmentsAreThere() {
    assertThat(HealScript.fragments(Catalogue.load().all()))
        .extracting(HealFragment::name)
        .contains("units", "soffice", "livestream");
    assertThat(HealScript.text()).contains("\n  restart-unit/1) restart_unit \"$1\" ;;\n");
  }
}
