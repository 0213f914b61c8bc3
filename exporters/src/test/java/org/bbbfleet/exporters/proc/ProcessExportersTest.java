package org.bbbfleet.exporters.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.bbbfleet.exporters.Exporter;
import org.junit.jupiter.api.Test;

/** What is written here is found by the agent without being listed anywhere. */
final class ProcessExportersTest {
  @Test
  void theAgentFindsThemByName() {
    assertThat(ServiceLoader.load(Exporter.class))
        .extracting(Exporter::name)
        .contains("soffice", "livestream", "rtmp")
        .doesNotHaveDuplicates();
  }
}
