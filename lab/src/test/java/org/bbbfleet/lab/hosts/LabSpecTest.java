package org.bbbfleet.lab.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.Test;

final class LabSpecTest {

  @Test
  void aLabHasHostsAndEachNameOnce() {
    HostSpec one = new HostSpec("one", Image.BOOKWORM);
    assertThatThrownBy(() -> LabSpec.of()).isInstanceOf(FleetException.class);
    assertThatThrownBy(() -> LabSpec.of(one, one)).hasMessageContaining("same name");
    assertThatThrownBy(() -> LabSpec.numbered(101, Image.TRIXIE)).hasMessageContaining("1 to 100");
    assertThat(LabSpec.numbered(2, Image.TRIXIE).hosts())
        .containsExactly(new HostSpec("lab-1", Image.TRIXIE), new HostSpec("lab-2", Image.TRIXIE));
  }

  @Test
  void aHostsNameIsFitForEveryPlaceThatItGoesTo() {
    for (String name :
        List.of(
            "", "1a", "-a", "a-", "A", "a b", "a/b", "a.b", "../x", "apt_proxy", "a".repeat(32))) {
      assertThatThrownBy(() -> new HostSpec(name, Image.BOOKWORM))
          .as(name)
          .isInstanceOf(FleetException.class);
    }
    assertThat(new HostSpec("bbb-1", Image.BOOKWORM).name()).isEqualTo("bbb-1");
  }

  @Test
  void imagesGoByTheirLabels() {
    assertThat(Image.named("bookworm-media")).isEqualTo(Image.BOOKWORM_MEDIA);
    assertThatThrownBy(() -> Image.named("potato"))
        .hasMessage("no lab image potato; there are bookworm, trixie, bookworm-media");
  }

  @Test
  void hostsGetTheAddressesThatPeopleExpect() {
    Subnet subnet = new Subnet(3);
    assertThat(subnet.gateway()).isEqualTo("10.77.3.1");
    assertThat(subnet.address(0)).isEqualTo("10.77.3.11");
    assertThat(subnet.cidr()).isEqualTo("10.77.3.0/24");
  }

  @Test
  void theInventoryIsOneThatAnsibleReads() {
    List<LabHost> hosts =
        List.of(new LabHost("a", "10.77.0.11", 22), new LabHost("b", "10.77.0.12", 2222));
    assertThat(Lab.inventory(hosts, Path.of("/k")))
        .isEqualTo(
            """
            a ansible_host=10.77.0.11 ansible_user=root ansible_ssh_private_key_file=/k
            b ansible_host=10.77.0.12 ansible_port=2222 ansible_user=root ansible_ssh_private_key_file=/k
            """);
  }

  @Test
  void aProcessIsToldFromALaterOneWithItsNumber() {
    ProcessId self = ProcessId.self();
    assertThat(ProcessId.parse(self.toString())).isEqualTo(self);
    assertThat(self.alive()).isTrue();
    assertThat(new ProcessId(self.pid(), self.started() + 1).alive()).isFalse();
  }
}
