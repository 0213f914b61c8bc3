package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeSwitchExporterTest {
  private static final String BBB =
      "opt/freeswitch/etc/freeswitch/autoload_configs/event_socket.conf.xml";
  private static final String DEBIAN = "etc/freeswitch/autoload_configs/event_socket.conf.xml";

  private final Vertx vertx = Vertx.vertx();
  private final FreeSwitchExporter exporter = new FreeSwitchExporter();
  @TempDir private Path root;

  @AfterEach
  void end() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void isFoundByItsName() {
    assertThat(ServiceLoader.load(Exporter.class).stream().map(p -> p.get().name()))
        .contains("freeswitch");
  }

  @Test
  void declaresEachNameOnce() {
    Set<String> names = new HashSet<>();
    for (Metric metric : exporter.metrics()) {
      assertThat(names.add(metric.name())).as(metric.name()).isTrue();
      assertThat(metric.name()).startsWith("freeswitch_");
    }
  }

  @Test
  void isOnWhereFreeSwitchIsOrWhereItIsConfigured() throws IOException {
    assertThat(exporter.presenceBelow(root, section("")).on()).isFalse();
    assertThat(exporter.presenceBelow(root, section("host: fs-1")).on()).isTrue();
    assertThat(exporter.presenceBelow(root, section("password: x")).on()).isTrue();
    conf(DEBIAN, "<configuration/>");
    assertThat(exporter.presenceBelow(root, section("")).on()).isTrue();
  }

  @Test
  void needsNoOptionsBesideFreeSwitchsOwnConfiguration() throws Exception {
    try (EslStub stub = new EslStub(vertx)) {
      stub.replays("status", "idle-status");
      conf(
          BBB,
          """
          <configuration name="event_socket.conf" description="Socket Client">
            <settings>
              <param name="nat-map" value="false"/>
              <param name="listen-ip" value="::"/>
              <param name="listen-port" value="%d"/>
              <param name="password" value="ClueCon"/>
              <!-- <param name="password" value="old"/> -->
            </settings>
          </configuration>
          """
              .formatted(stub.port()));
      assertThat(collect("").value(FreeSwitchMetrics.UP)).isEqualTo(1);
    }
  }

  @Test
  void aChangedPasswordIsReadAgain() throws Exception {
    try (EslStub stub = new EslStub(vertx)) {
      stub.replays("status", "idle-status");
      String conf =
          "<c><param name='listen-port' value='"
              + stub.port()
              + "'/><param name='password' value='%s'/></c>";
      conf(BBB, conf.formatted("ClueCon"));
      EslLogin login = EslLogin.configured(EventSocketConf.places(root));
      assertThat(login.command().reveal()).isEqualTo("auth ClueCon");
      conf(BBB, conf.formatted("new"));
      assertThat(login.command().reveal()).isEqualTo("auth new");
    }
  }

  @Test
  void aPasswordThatCantBeReadIsAFailureOfLoggingInAndNothingElse() throws Exception {
    for (String conf :
        new String[] {
          "<c><param name='password' value='$${esl_password}'/></c>",
          "<c><param name='password' value='secret'",
          "<!DOCTYPE c [<!ENTITY e 'ClueCon'>]><c><param name='password' value='&e;'/></c>"
        }) {
      conf(BBB, conf);
      Samples s = collect("");
      assertThat(s.value(FreeSwitchMetrics.FAILURE, "auth")).isEqualTo(1);
      assertThat(s.value(FreeSwitchMetrics.UP)).isEqualTo(0);
    }
  }

  @Test
  void optionsWinOverTheFile() throws Exception {
    try (EslStub stub = new EslStub(vertx)) {
      stub.replays("status", "idle-status")
          .answers(
              "userauth esl@127.0.0.1:readonly",
              s -> s.write("Content-Type: command/reply\nReply-Text: +OK accepted\n\n"));
      conf(BBB, "<c><param name='listen-port' value='1'/><param name='password' value='x'/></c>");
      Path password = Files.writeString(root.resolve("pw"), "readonly\n");
      Samples s =
          collect(
              "host: 127.0.0.1\nport: %d\nuser: esl@127.0.0.1\npassword_file: %s\nprofiles: [pstn]"
                  .formatted(stub.port(), password));
      assertThat(s.value(FreeSwitchMetrics.UP)).isEqualTo(1);
      assertThat(s.value(FreeSwitchMetrics.SOFIA_PROFILE_RUNNING, "pstn")).isEqualTo(0);
    }
  }

  @Test
  void wrongOptionsAreReportedTogether() {
    Section options = section("port: 0\nuser: esl\npasword: x");
    try (Collector collector = exporter.open(options, context())) {
      assertThat(collector).isNotNull();
      assertThatThrownBy(options::finish)
          .isInstanceOf(ProblemsException.class)
          .hasMessageContaining("port must be from 1 to 65535")
          .hasMessageContaining("user must be like name@domain")
          .hasMessageContaining("user needs its password")
          .hasMessageContaining("Did you mean password?");
    }
  }

  @Test
  void theExpositionNamesNoPasswordAndBothFormatsAreWritten() throws Exception {
    try (EslStub stub = new EslStub(vertx)) {
      stub.replays("status", "busy-status");
      Samples s = collect("host: 127.0.0.1\nport: %d\npassword: ClueCon".formatted(stub.port()));
      for (String accept : new String[] {"", "application/openmetrics-text; version=1.0.0"}) {
        assertThat(Exposition.forAccept(accept).write(s))
            .contains(
                "\nfreeswitch_up 1.0\n",
                "\nfreeswitch_sessions_total 10.0\n",
                "\nfreeswitch_session_total 10.0\n",
                "\nfreeswitch_info{version=\"1.10.12-release  64bit\"",
                "freeswitch_failure{reason=\"acl\"",
                "freeswitch_esl_latency_seconds_bucket{le=\"2.0\"")
            .doesNotContain("ClueCon");
      }
    }
  }

  private Samples collect(String yaml) throws Exception {
    Section options = section(yaml);
    try (Collector collector = exporter.open(options, context())) {
      options.finish();
      return collector
          .collect()
          .toCompletionStage()
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    }
  }

  private CollectorContext context() {
    return new CollectorContext(vertx, Clock.systemUTC(), root);
  }

  private void conf(String place, String xml) throws IOException {
    Path file = root.resolve(place);
    Files.createDirectories(file.getParent());
    Files.writeString(file, xml);
  }

  private static Section section(String yaml) {
    return Section.parse("agent.yaml", yaml);
  }
}
