package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ProblemsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings that users of greenstatic's exporter have. */
class PeerSettingsTest {
  @TempDir Path directory;

  @Test
  void readsTheirFileAsDockerAndSystemdDo() throws IOException {
    Path file =
        env(
            """
            # bigbluebutton-exporter
            ; another comment
            API_BASE_URL=https://bbb.example.org/bigbluebutton/api/
            export API_SECRET="639259d4-9dd8#4b25"

            TLS_VERIFY='False'
            PORT=9688
            ROOM_PARTICIPANTS_CUSTOM_BUCKETS=0, 10,50 ,100
            ROOM_VIDEO_PARTICIPANTS_CUSTOM_BUCKETS=0,2,inf
            RECORDINGS_METRICS_READ_FROM_DISK=true
            GF_SECURITY_ADMIN_PASSWORD=x
            not a setting
            """);
    BbbOptions options = read("env_file: " + file);
    assertThat(options.url()).contains(URI.create("https://bbb.example.org/bigbluebutton/api/"));
    assertThat(options.secret().orElseThrow().reveal()).isEqualTo("639259d4-9dd8#4b25");
    assertThat(options.trust()).isEqualTo(Trust.ANYBODY);
    assertThat(options.rooms().participants().buckets()).containsExactly(0.0, 10.0, 50.0, 100.0);
    assertThat(options.rooms().videos().buckets()).containsExactly(0.0, 2.0);
    assertThat(options.rooms().voices()).isEqualTo(BbbMetrics.ROOM_VOICE_PARTICIPANTS);
    PeerSettings settings = PeerSettings.read(file);
    assertThat(settings.flag("RECORDINGS_METRICS_READ_FROM_DISK")).contains(true);
    assertThat(settings.flag("RECORDINGS_METRICS")).isEmpty();
    assertThat(settings.value("GF_SECURITY_ADMIN_PASSWORD")).isEmpty();
  }

  @Test
  void ourOptionsHaveTheLastWordThenTheFileThenTheEnvironment() throws IOException {
    Path file = env("API_BASE_URL=https://file/\nTLS_VERIFY=true\n");
    PeerSettings environment =
        PeerSettings.of(
            Map.of("API_BASE_URL", "https://env/", "API_SECRET", "of the env", "PATH", "/usr/bin"));
    BbbOptions options = read("env_file: " + file, environment);
    assertThat(options.url()).contains(URI.create("https://file/"));
    assertThat(options.secret().orElseThrow().reveal()).isEqualTo("of the env");
    assertThat(options.trust()).isEqualTo(Trust.SYSTEM);
    options = read("{url: 'https://own/', tls_verify: false, env_file: " + file + "}", environment);
    assertThat(options.url()).contains(URI.create("https://own/"));
    assertThat(options.trust()).isEqualTo(Trust.ANYBODY);
  }

  @Test
  void ownBucketsAreAnOption() {
    BbbOptions options = read("room_listeners_buckets: [0, 2.5, 10]");
    assertThat(options.rooms().listeners().buckets()).containsExactly(0.0, 2.5, 10.0);
  }

  @Test
  void aFileOfAuthoritiesMayBeGivenAsTheyDo() throws IOException {
    Path ca = Files.writeString(directory.resolve("ca.pem"), "x");
    assertThat(read("tls_verify: " + ca).trust()).isEqualTo(Trust.file(ca.toString()));
    assertThat(read("ca_file: " + ca).trust()).isEqualTo(Trust.file(ca.toString()));
  }

  @Test
  void whatMakesNoSenseIsReportedWithoutItsValue() throws IOException {
    Path file = env("API_BASE_URL=ftp://secret@x\nROOM_LISTENERS_CUSTOM_BUCKETS=5,1\n");
    Section options =
        Section.parse(
            "a",
            "{env_file: "
                + file
                + ", room_participants_buckets: [a], tls_verify: /no/ca.pem, meetings_top: 3}");
    BbbOptions.read(options, Duration.ofSeconds(12), PeerSettings.NONE, directory);
    assertThatThrownBy(options::finish)
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("API_BASE_URL must be an http or https URL")
        .hasMessageContaining("room_listeners_buckets must be")
        .hasMessageContaining("room_participants_buckets must be")
        .hasMessageContaining("/no/ca.pem")
        .hasMessageContaining("meetings_top needs salt_file")
        .hasMessageNotContaining("secret@x");
    Section missing = Section.parse("a", "env_file: /no/settings.env");
    BbbOptions.read(missing, Duration.ofSeconds(12), PeerSettings.NONE, directory);
    assertThatThrownBy(missing::finish).hasMessageContaining("env_file can't be read");
  }

  @Test
  void theirSettingsSwitchTheExporterOn() {
    BbbExporter exporter = new BbbExporter(Map.of("API_BASE_URL", "https://h/", "API_SECRET", "x"));
    assertThat(exporter.presenceBelow(directory, Section.parse("a", "")).on()).isTrue();
    assertThat(new BbbExporter(Map.of()).presenceBelow(directory, Section.parse("a", "")).on())
        .isFalse();
    assertThat(
            new BbbExporter(Map.of())
                .presenceBelow(directory, Section.parse("a", "env_file: /etc/x"))
                .on())
        .isTrue();
  }

  private Path env(String text) throws IOException {
    return Files.writeString(directory.resolve("settings.env"), text);
  }

  private BbbOptions read(String yaml) {
    return read(yaml, PeerSettings.NONE);
  }

  private BbbOptions read(String yaml, PeerSettings environment) {
    Section section = Section.parse("agent.yaml", yaml);
    BbbOptions options = BbbOptions.read(section, Duration.ofSeconds(12), environment, directory);
    section.finish();
    return options;
  }
}
