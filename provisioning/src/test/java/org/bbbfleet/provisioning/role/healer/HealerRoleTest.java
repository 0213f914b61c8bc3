package org.bbbfleet.provisioning.role.healer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.provisioning.plan.Planner;
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.resource.Hash;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.resource.Resource;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.node.NodeRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the healer may touch on a host, as its lists there say. */
class HealerRoleTest {
  private static final String SCRIPT =
      "#!/bin/sh\n# about: says hello\n# timeout: 5\n# destructive: no\necho hello\n";

  @TempDir Path directory;

  private List<Resource> resources(Map<String, Object> allow) {
    Host host = new Host("a", List.of(), Map.of("healer_allow", allow));
    Artifact archive = new Artifact(Path.of("fleet-1.tar.gz"), "ab".repeat(32));
    Fleet fleet =
        new Fleet(
            new Inventory(List.of(host), List.of(), List.of()),
            List.of(new NodeRole(), new HealerRole()),
            new FleetSecrets(directory),
            new Artifacts(archive, Map.of("x86_64", archive)),
            one -> List.of());
    return Planner.merge(
        fleet.declarations(host).stream().flatMap(d -> d.resources().stream()).toList());
  }

  private static Optional<String> file(List<Resource> resources, String path) {
    return resources.stream()
        .filter(resource -> resource instanceof HostFile && resource.name().equals(path))
        .map(resource -> new String(((HostFile) resource).content(), StandardCharsets.UTF_8))
        .findFirst();
  }

  private List<String> lines(Map<String, Object> allow, String list) {
    List<String> lines =
        new ArrayList<>(
            file(resources(allow), "/etc/bbb-fleet/heal." + list).orElseThrow().lines().toList());
    assertThat(lines.remove(0)).startsWith("# Written by BBB Fleet.");
    return lines;
  }

  private void script(String name, String text) throws IOException {
    Files.writeString(Files.createDirectories(directory.resolve("scripts")).resolve(name), text);
  }

  @Test
  void anAdminsEntryTakesThePlaceOfARolesOfTheSameKey() {
    assertThat(lines(Map.of(), "disk"))
        .containsExactly("apt", "journal size=500M", "logs days=14", "temporary days=2");
    assertThat(lines(Map.of("disk", List.of("logs days=3", "recordings days=90")), "disk"))
        .containsExactly(
            "apt", "journal size=500M", "logs days=3", "recordings days=90", "temporary days=2");
    assertThat(lines(Map.of(), "certificates")).isEmpty();
  }

  @Test
  void aScriptIsBroughtToTheHostWithTheHashOfWhatWasReviewed() throws IOException {
    script("hello", SCRIPT);
    Map<String, Object> allow = Map.of("scripts", List.of("hello"));
    assertThat(lines(allow, "scripts"))
        .containsExactly("hello " + Hash.sha256(SCRIPT.getBytes(StandardCharsets.UTF_8)));
    assertThat(file(resources(allow), "/usr/local/lib/bbb-fleet/scripts/hello")).contains(SCRIPT);
    script("unwanted", SCRIPT);
    assertThat(lines(Map.of(), "scripts")).isEmpty();
    assertThat(resources(Map.of()))
        .noneMatch(resource -> resource.name().startsWith("/usr/local/lib/bbb-fleet/scripts/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo hello\n# timeout: 5\n# destructive: no\n",
        "#!/bin/sh\n# timeout: 5\n",
        "#!/bin/sh\n# destructive: no\n",
        "#!/bin/sh\n# timeout: 241\n# destructive: no\n",
        "#!/bin/sh\n# timeout: 5\n# destructive: maybe\n",
      })
  void aScriptWhoseHeadSaysTooLittleIsRefusedBeforeAnythingIsContacted(String text)
      throws IOException {
    script("hello", text);
    assertThatThrownBy(() -> resources(Map.of("scripts", List.of("hello"))))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("scripts/hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "../hello", "/etc/passwd", "a b", "..", ".hidden"})
  void aScriptThatIsNotThereIsRefused(String name) throws IOException {
    script("hello", SCRIPT);
    assertThatThrownBy(() -> resources(Map.of("scripts", List.of(name))))
        .isInstanceOf(ProblemsException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# x", "a\nb", " a", "a  b", "\u00e9"})
  void whatIsNoEntryOfAListIsSaid(String entry) {
    assertThatThrownBy(() -> resources(Map.of("containers", List.of(entry))))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("healer_allow");
  }
}
