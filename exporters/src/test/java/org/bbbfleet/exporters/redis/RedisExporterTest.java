package org.bbbfleet.exporters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.Exporter.Presence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the exporter makes of words, and where it is on by itself. */
final class RedisExporterTest {

  @Test
  void itIsOnWhereDebiansUnitsAreEnabled(@TempDir Path root) throws Exception {
    assertThat(presence(root, Map.of()).on()).isFalse();
    assertThat(presence(root, Map.of("url", "redis://10.0.0.1:6379")).why()).startsWith("Redis is");
    Path wanted =
        Files.createDirectories(root.resolve("etc/systemd/system/multi-user.target.wants"));
    Files.createSymbolicLink(wanted.resolve("redis-server.service"), Path.of("/nowhere"));
    Files.createSymbolicLink(wanted.resolve("redis-sentinel.service"), Path.of("/nowhere"));
    assertThat(presence(root, Map.of()).why()).startsWith("Redis and Sentinel");
    assertThat(presence(root, Map.of("sentinel", "false")).why()).startsWith("Redis is");
  }

  private static Presence presence(Path root, Map<String, Object> options) {
    return new RedisExporter().presenceBelow(root, Section.of("test", options));
  }

  @Test
  void aPasswordHasNoPlaceInAnAddress() {
    Section options = Section.of("test", Map.of("url", "redis://:hunter2@127.0.0.1:6379"));
    assertThat(RedisAddresses.read(options, Path.of("/")).redis()).isEmpty();
    assertThatThrownBy(options::finish)
        .hasMessageContaining("a password goes into a file")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void whoWantsAPasswordRuns() {
    for (String said :
        new String[] {
          "NOAUTH Authentication required.",
          "WRONGPASS invalid username-password pair or user is disabled.",
          "NOPERM this user has no permissions to run the 'info' command",
          "DENIED Redis is running in protected mode",
          "ERR invalid password"
        }) {
      assertThat(RedisPort.isRefused(new Exception(said))).as(said).isTrue();
    }
    for (String said : new String[] {"MISCONF Errors writing", "ERR unknown command", "", null}) {
      assertThat(RedisPort.isRefused(new Exception(said))).as(String.valueOf(said)).isFalse();
    }
  }

  @Test
  void theFirstOfTwoFieldsCounts() {
    Map<String, String> info =
        ServerView.fields(
            "# Replication\r\nrole:master\r\nrole:slave\r\n\r\nslave0:ip=a,port=1\r\n");
    assertThat(info).containsEntry("role", "master").containsEntry("slave0", "ip=a,port=1");
  }

  @Property(tries = 200)
  void noTextBreaksIt(@ForAll String text) {
    assertThat(ServerView.fields(text)).isNotNull();
    assertThat(RedisPort.refusal(new Exception(text))).matches("[A-Z]*");
  }
}
