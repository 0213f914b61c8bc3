package org.bbbfleet.exporters.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CgroupTest {
  private static final String ID = "0123456789abcdef".repeat(4);

  @Test
  void theUnitIsTheLastServiceUnderTheUnifiedHierarchy() {
    assertThat(Cgroup.parse("0::/system.slice/system-bbb.slice/bbb-libreoffice@1.service\n"))
        .isEqualTo(unit("bbb-libreoffice@1.service"));
    assertThat(Cgroup.parse("0::/system.slice/nspawn.service/payload/system.slice/a.service/x\n"))
        .isEqualTo(unit("a.service"));
  }

  @Test
  void theHybridsOwnHierarchyOfSystemdCounts() {
    String text = "4:memory:/other/b.service\n1:name=systemd:/system.slice/a.service\n0::/\n";
    assertThat(Cgroup.parse(text)).isEqualTo(unit("a.service"));
    assertThat(Cgroup.parse("1:name=systemd:/\n0::/system.slice/a.service"))
        .isEqualTo(unit("a.service"));
  }

  @Test
  void aGroupThatIsAlreadyRemovedKeepsItsName() {
    assertThat(Cgroup.parse("0::/system.slice/a.service (deleted)\n")).isEqualTo(unit("a.service"));
  }

  @Test
  void aNameThatSystemdHadToDisguiseIsGivenBack() {
    assertThat(Cgroup.parse("0::/system.slice/_memory.service\n"))
        .isEqualTo(unit("memory.service"));
  }

  @Test
  void whatAUserRunsBelongsToTheUsersManager() {
    assertThat(Cgroup.parse("0::/user.slice/user-0.slice/user@0.service/app.slice/x.service\n"))
        .isEqualTo(unit("user@0.service"));
    assertThat(Cgroup.parse("0::/user.slice/user-0.slice/session-1.scope\n"))
        .isEqualTo(Cgroup.NONE);
  }

  @Test
  void aContainerIsKnownUnderBothDriversAndBothVersions() {
    assertThat(Cgroup.parse("0::/system.slice/docker-" + ID + ".scope\n").container()).contains(ID);
    assertThat(Cgroup.parse("0::/system.slice/docker-" + ID + ".scope/init\n").container())
        .contains(ID);
    assertThat(Cgroup.parse("9:name=systemd:/docker/" + ID + "\n3:cpu:/docker/" + ID).container())
        .contains(ID);
    assertThat(Cgroup.parse("0::/machine.slice/libpod-" + ID + ".scope").container()).contains(ID);
    assertThat(Cgroup.parse("0::/system.slice/docker-abc.scope\n").container()).isEmpty();
  }

  @Test
  void textThatIsNoControlGroupIsNobodys() {
    assertThat(Cgroup.parse("")).isEqualTo(Cgroup.NONE);
    assertThat(Cgroup.parse("nonsense\n::\n0::/a b;c.service/\n")).isEqualTo(Cgroup.NONE);
  }

  private static Cgroup unit(String name) {
    return new Cgroup(Optional.of(name), Optional.empty());
  }
}
