package org.bbbfleet.provisioning.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostSizeTest {
  private static final HostSize NEEDED = HostSize.of(4, 8, 50);

  @Test
  void whatIsLackingIsNamedWithWhatIsThere() {
    assertThat(NEEDED.lackingIn(HostSize.of(2, 3.8, 19.5)))
        .containsExactly(
            "2 of 4 cores", "3.8 of 8 GiB of memory", "19.5 of 50 GiB of disk under /var");
    assertThat(NEEDED.lackingIn(HostSize.of(4, 8, 50))).isEmpty();
    assertThat(NEEDED.lackingIn(HostSize.of(64, 512, 4000))).isEmpty();
  }

  @Test
  void whatFirmwareAndFileSystemKeepIsNotMissed() {
    assertThat(NEEDED.lackingIn(HostSize.of(4, 7.6, 48))).isEmpty();
    assertThat(NEEDED.lackingIn(HostSize.of(4, 7.1, 48))).hasSize(1);
  }

  @Test
  void whatIsNotKnownIsNotHeldAgainstTheHost() {
    assertThat(NEEDED.lackingIn(new HostSize(0, 0, 0))).isEmpty();
  }

  @Test
  void severalRolesNeedTheLargerOfEach() {
    assertThat(HostSize.of(4, 1, 50).and(HostSize.of(1, 8, 20))).isEqualTo(NEEDED);
  }
}
