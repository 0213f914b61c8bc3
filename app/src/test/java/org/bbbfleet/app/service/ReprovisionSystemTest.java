package org.bbbfleet.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.hosts.LabSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real host that somebody changed by hand, and the service that puts it right. */
@Tag("system")
class ReprovisionSystemTest {
  private static final List<String> HEALER = List.of("role=healer");
  private static final String LIST = "/etc/bbb-fleet/heal.units";

  @TempDir static Path directory;
  private static Lab lab;
  private static LabHost host;

  @BeforeAll
  static void up() throws Exception {
    lab = Lab.up(LabSpec.of(new HostSpec("drifted", Image.BOOKWORM)), System.out::println);
    host = lab.hosts().get(0);
    Files.writeString(
        directory.resolve("hosts"),
        "[bbb]\n%s ansible_host=%s ansible_port=%d ansible_user=root\n"
            .formatted(ServiceScene.HOST, host.address(), host.port()));
    // Of the agent's role only what it tells of itself is used.
    Files.writeString(directory.resolve("fleet-0.tar.gz"), "");
  }

  @AfterAll
  static void down() {
    if (lab != null) {
      lab.close();
    }
  }

  private static String on(String command) {
    return lab.on(host, command, Duration.ofSeconds(30)).out().strip();
  }

  @Test
  void driftIsShownAndPutRightUnderTheIncidentsLease() throws Exception {
    try (ServiceScene scene =
        new ServiceScene(directory)
            .provisioningFrom(
                directory.resolve("hosts"), lab.privateKey(), lab.knownHosts(), directory)
            .start()) {
      assertThat(scene.healed(scene.heal("reprovision", HEALER, "force")))
          .contains("reprovision healer: done")
          .contains("signals well");
      String well = on("sha256sum " + LIST + " /usr/local/sbin/fleet-heal");
      assertThat(scene.healed(scene.heal("reprovision", HEALER, "force")))
          .contains("reprovision healer: nothing to do");

      on("echo '*' >>" + LIST + " && chmod 0777 /usr/local/sbin/fleet-heal");
      JsonNode dry =
          JsonFormat.mapper().readTree(scene.heal("reprovision", HEALER, "dry_run").body());
      assertThat(dry.path("outcome").asText()).as(dry.toString()).isEqualTo("dry run");
      assertThat(dry.path("output").asText())
          .contains(": would make 2 changes\n")
          .contains("~ file " + LIST)
          .contains("(+0 -1 lines)")
          .contains("/usr/local/sbin/fleet-heal");
      assertThat(on("tail -n 1 " + LIST)).isEqualTo("*");

      HttpResponse<String> order = scene.heal("reprovision", HEALER, "force");
      assertThat(scene.healed(order))
          .contains("2 changes made, signals well")
          .contains("~ file " + LIST);
      assertThat(on("sha256sum " + LIST + " /usr/local/sbin/fleet-heal")).isEqualTo(well);
      assertThat(on("stat -c %a /usr/local/sbin/fleet-heal")).isEqualTo("755");
      scene.await("/api/v1/leases", list -> list.findValuesAsText("holder").isEmpty());

      // Somebody else's run is at work there: forced or not, two never are.
      scene.post(
          "/api/v1/leases",
          "s".repeat(32),
          Map.of("host", ServiceScene.HOST, "holder", "run", "purpose", "work", "seconds", 60));
      on("echo '*' >>" + LIST);
      assertThat(scene.healed(scene.heal("reprovision", HEALER, "force")))
          .contains("reprovision healer: failed")
          .contains("being worked on by work");
      assertThat(on("tail -n 1 " + LIST)).isEqualTo("*");
    }
  }
}
