package org.bbbfleet.exporters.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Texts are recordings of fail2ban 1.0.2. */
final class Fail2banStatusTest {
  private static final String JAIL =
      "Status for the jail: test-a\n|- Filter\n|  |- Currently failed:\t1\n|  |- Total failed:\t3\n"
          + "|  `- File list:\t/var/log/a.log\n`- Actions\n   |- Currently banned:\t1\n"
          + "   |- Total banned:\t7\n   `- Banned IP list:\t192.0.2.9";

  @Example
  void jailsAndTheirNumbers() {
    assertThat(
            Fail2banStatus.jails("Status\n|- Number of jail:\t2\n`- Jail list:\ttest-a, test-b\n"))
        .contains(List.of("test-a", "test-b"));
    assertThat(Fail2banStatus.jails("Status\n|- Number of jail:\t0\n`- Jail list:\t\n"))
        .contains(List.of());
    assertThat(Fail2banStatus.number(JAIL, "Currently failed")).hasValue(1);
    assertThat(Fail2banStatus.number(JAIL, "Total failed")).hasValue(3);
    assertThat(Fail2banStatus.number(JAIL, "Total banned")).hasValue(7);
    assertThat(Fail2banStatus.number(JAIL, "Banned IP list")).isEmpty();
  }

  @Example
  void whatIsNoNameIsNoWordOfACommand() {
    assertThat(Fail2banStatus.jails("`- Jail list:\t-x, a;b, $(id), ok, " + "y".repeat(99) + "\n"))
        .contains(List.of("ok"));
    assertThat(Fail2banStatus.jails("ERROR  Failed to access socket path")).isEmpty();
  }

  @Property
  void anyTextIsHarmless(@ForAll String text, @ForAll String jails) {
    Fail2banStatus.jails(text + "\n`- Jail list:\t" + jails)
        .ifPresent(all -> assertThat(all).allMatch(jail -> jail.matches("[^-][^\\s;$'\"]*")));
    assertThat(Fail2banStatus.number(text + JAIL, "Total banned").orElse(7)).isNotNegative();
  }
}
