package org.bbbfleet.exporters.livestream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnitReportTest {
  private static UnitReport report(
      String active, String sub, String file, String code, String status) {
    List<UnitReport> all =
        UnitReport.parse(
            "Id=x.service\nActiveState=%s\nSubState=%s\nUnitFileState=%s\nExecMainCode=%s\nExecMainStatus=%s\n"
                .formatted(active, sub, file, code, status));
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void tellsHowAWorkerEnded() {
    assertThat(report("inactive", "dead", "enabled", "1", "0").exitCode()).hasValue(0);
    assertThat(report("failed", "failed", "enabled", "1", "2").exitCode()).hasValue(2);
    assertThat(report("failed", "failed", "enabled", "2", "9").exitCode()).hasValue(137);
    assertThat(report("inactive", "dead", "enabled", "0", "0").exitCode()).isEmpty();
    assertThat(report("active", "running", "enabled", "1", "0").exitCode()).isEmpty();
    assertThat(report("failed", "failed", "enabled", "1", "x").exitCode()).isEmpty();
  }

  @Test
  void tellsARestartAndASwitchedOffUnit() {
    assertThat(report("activating", "auto-restart", "enabled", "1", "1").restarting()).isTrue();
    assertThat(report("activating", "auto-restart-queued", "", "1", "1").restarting()).isTrue();
    assertThat(report("active", "running", "enabled", "0", "0").restarting()).isFalse();
    assertThat(report("inactive", "dead", "disabled", "1", "0").switchedOff()).isTrue();
    assertThat(report("inactive", "dead", "masked", "1", "0").switchedOff()).isTrue();
    assertThat(report("active", "running", "disabled", "0", "0").switchedOff()).isFalse();
    assertThat(report("inactive", "dead", "enabled", "1", "0").switchedOff()).isFalse();
  }

  @Test
  void readsOnlyWholeBlocks() {
    assertThat(UnitReport.parse("")).isEmpty();
    assertThat(UnitReport.parse("ActiveState=active\n\n=\nId\n")).isEmpty();
    assertThat(UnitReport.parse("Id=a\n\n\nId=b")).extracting(UnitReport::name).contains("a", "b");
  }
}
