package org.bbbfleet.exporters.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.ListenAddress;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ProblemsException;
import org.junit.jupiter.api.Test;

class AgentConfigTest {

  @Test
  void readsTheAddressAndEachExportersSettings() {
    AgentConfig config =
        read(
            """
            listen: "[::1]:9700"
            exporters:
              one: {enabled: false, interval: 30s, deadline: 2s}
            """);
    config.finish();
    assertThat(config.listen()).isEqualTo(new ListenAddress("::1", 9700));
    AgentConfig.Settings one = config.exporters().get(0);
    assertThat(one.enabled()).contains(false);
    assertThat(one.interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(one.deadline()).isEqualTo(Duration.ofSeconds(2));
    AgentConfig.Settings two = config.exporters().get(1);
    assertThat(two.enabled()).isEqualTo(Optional.empty());
    assertThat(two.interval()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void listensOnTheUsualPortWithoutConfiguration() {
    assertThat(AgentConfig.defaults().listen()).isEqualTo(new ListenAddress("0.0.0.0", 9688));
  }

  @Test
  void reportsEveryProblemAtOnceWithSuggestions() {
    AgentConfig config =
        read(
            """
            listn: 0.0.0.0:1
            listen: nowhere
            exporters:
              onne: {}
              two: {intervall: 1s, interval: 0s, deadline: soon}
            """);
    assertThatThrownBy(config::finish)
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("listen must be HOST:PORT")
        .hasMessageContaining("listn is not a known key. Did you mean listen?")
        .hasMessageContaining("exporters.onne is not a known key. Did you mean one?")
        .hasMessageContaining("exporters.two.intervall is not a known key. Did you mean interval?")
        .hasMessageContaining("exporters.two.interval must be from 10ms to 1d")
        .hasMessageContaining("exporters.two.deadline must be a duration");
  }

  private static AgentConfig read(String yaml) {
    return AgentConfig.of(
        Section.parse("agent.yaml", yaml),
        List.of(FakeExporter.well("two"), FakeExporter.well("one")));
  }
}
