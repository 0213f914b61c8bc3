package org.bbbfleet.provisioning.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.provisioning.resource.Resources.command;
import static org.bbbfleet.provisioning.resource.Resources.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.InventoryReader;
import org.bbbfleet.core.inventory.Reading;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.core.vault.Vault;
import org.bbbfleet.provisioning.resource.Artifact;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.InventoryCheck;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;
import org.bbbfleet.provisioning.testing.TestHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the inventory has encrypted is seen nowhere, though a role that knows nothing of it puts it
 * everywhere.
 */
class HiddenValuesTest {
  private static final String SECRET = "hunter3-SECRET";
  private static final Variable<String> TEXT = Variable.text("text", "what stands in the file");

  @TempDir Path directory;
  private TestHost machine;
  private Store store;

  @BeforeEach
  void open() {
    machine = new TestHost(directory.resolve("host"));
    store = Store.open(directory.resolve("store/fleet.db"));
  }

  @AfterEach
  void close() {
    store.close();
    machine.close();
  }

  private final class CarelessRole implements Role {
    @Override
    public String name() {
      return "careless";
    }

    @Override
    public List<String> groups() {
      return List.of("all");
    }

    @Override
    public List<Variable<?>> variables() {
      return List.of(TEXT);
    }

    @Override
    public Declaration on(HostView host) {
      String text = host.get(TEXT);
      HostFile named = file(machine.path("named-" + text.replace('/', '-')), "x\n");
      HostFile conf = file(machine.path("conf"), "a line\nurl " + text + "\n");
      return Declaration.role("careless")
          .needs(
              conf.owner(machine.user()).group(machine.group()),
              named.owner(machine.user()).group(machine.group()),
              command("show-it", "echo said: " + text + "; echo and: " + text + " >&2; exit 7")
                  .unless("false"));
    }
  }

  private Reading reading(String more) throws Exception {
    Vault vault = Vault.of(new Vault.Key(Vault.Key.DEFAULT, new Secret("password")));
    String sealed = vault.seal(SECRET.getBytes(StandardCharsets.UTF_8), Vault.Key.DEFAULT);
    Path inventory = Files.createDirectories(directory.resolve("inventory"));
    Files.createDirectories(inventory.resolve("group_vars"));
    Files.writeString(inventory.resolve("hosts"), "a ansible_connection=local\n");
    Files.writeString(
        inventory.resolve("group_vars/all.yaml"),
        "my_secret: !vault |\n" + sealed.strip().indent(2) + more);
    return InventoryReader.examine(inventory.resolve("hosts"), vault);
  }

  @Test
  void theCheckOfAnInventoryDoesNotShowWhatAWrongValueIsMadeOf() throws Exception {
    List<Problem> problems =
        InventoryCheck.check(
            reading("bigbluebutton_fqdn: \"{{ my_secret }}/x\"\n"), Fleet.allRoles());
    assertThat(problems)
        .extracting(Problem::toString)
        .anyMatch(text -> text.endsWith("must be a name such as bbb.example.org."))
        .noneMatch(text -> text.contains("hunter3"));
  }

  @Test
  void neitherPlanNorDiffNorOutputNorFailureShowIt() throws Exception {
    Files.writeString(machine.root().resolve("conf"), "a line\nurl yesterdays-password\n");
    Fleet fleet =
        new Fleet(
            reading("text: \"{{ my_secret }}/x\"\n").orThrow(),
            List.of(new CarelessRole()),
            new FleetSecrets(directory),
            new Artifacts(new Artifact(Path.of("fleet-1.tar.gz"), "ab".repeat(32)), Map.of()),
            host -> List.of());
    List<String> heard = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void step(Host host, int number, int of, String what) {
            heard.add(what);
          }

          @Override
          public void output(Host host, String line) {
            heard.add(line);
          }
        };
    Provisioner provisioner =
        new Provisioner(
            host -> new LocalShell(host.name()),
            Leases.in(store, Clock.systemUTC()),
            Clock.systemUTC(),
            machine.layout());

    RunReport report =
        provisioner.apply(
            fleet, fleet.inventory().hosts(), RunOptions.by("me").showingDiff(), listener);

    HostReport host = report.hosts().get(0);
    assertThat(host.failure()).contains("said: (encrypted)").contains("and: (encrypted)");
    assertThat(heard).contains("said: (encrypted)");
    assertThat(Files.readString(machine.root().resolve("conf"))).contains(SECRET + "/x");
    assertThat(host.toString() + heard + RunJson.pretty(report) + SavedPlan.of(report, fleet))
        .doesNotContain("hunter3")
        .doesNotContain("yesterdays-password");
  }
}
