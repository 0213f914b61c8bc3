package org.bbbfleet.provisioning.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.Problem.Severity;
import org.bbbfleet.core.inventory.InventoryReader;
import org.bbbfleet.core.inventory.Reading;
import org.bbbfleet.core.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryCheckTest {
  @TempDir Path directory;

  private void file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<Problem> check(String hosts, Role... more) throws IOException {
    file("hosts", hosts);
    List<Role> roles = new ArrayList<>(Fleet.allRoles());
    roles.addAll(List.of(more));
    Reading reading = InventoryReader.examine(directory.resolve("hosts"), Vault.closed());
    return InventoryCheck.check(reading, roles);
  }

  private static List<String> only(List<Problem> problems, Severity severity) {
    return problems.stream()
        .filter(problem -> problem.severity() == severity)
        .map(Problem::toString)
        .toList();
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceInTheOrderOfTheFiles() throws IOException {
    file("group_vars/bbb.yaml", "# a server\nbigbluebuton_fqdn: bbb.example.org\n");
    file("group_vars/scalelite.yaml", "\nscalelite_has_roles: [api, poller, recording-importer]\n");
    file("group_vars/all.yaml", "smtp_relay: mail.{{ mail_domain }}\nprometheus_retention: ever\n");
    List<Problem> problems =
        check("[bbb]\nbbb-1\n[scalelite]\nscalelite-1\nscalelite-2\n[monitoring]\nmon-1\n");
    assertThat(only(problems, Severity.ERROR))
        .containsExactly(
            "group_vars/all.yaml:1   smtp_relay uses {{ mail_domain }}, which nothing defines.",
            "group_vars/all.yaml:2   prometheus_retention must be a time such as 15d, not ever.",
            "group_vars/bbb.yaml:2   bigbluebuton_fqdn: unknown variable. Did you mean"
                + " bigbluebutton_fqdn?",
            "group_vars/scalelite.yaml:2   scalelite_has_roles puts the poller on scalelite-1 and"
                + " scalelite-2. Set it on one of them.",
            "group_vars/scalelite.yaml:2   scalelite_has_roles puts the recording-importer on"
                + " scalelite-1 and scalelite-2. Set it on one of them.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prometheus_scrape_interval=soon | must be a duration such as 15s, 5m or 2h, not soon.",
        "alerts_pending_factor=-1        | must be a number of 0 or more, not -1.",
        "healer_dry_run=perhaps          | must be true or false, not perhaps.",
        "livestream_workers=one          | must be a list of texts, not one.",
        "agent_exporters=['bbb']         | must be a mapping, not [bbb].",
        "agent_memory_max=lots           | must be an amount such as 384M, not lots.",
        "bigbluebutton_fqdn=https://b    | must be a name such as bbb.example.org, not https://b.",
        "fleet_size_check=maybe          | must be one of warn, fail, off, not maybe.",
      })
  void aValueOfAnotherShapeIsNamedWithItsPlace(String line, String message) throws IOException {
    List<Problem> problems = check("[all:vars]\n" + line.strip() + "\n[bbb]\na\nb\n");
    String name = line.replaceFirst("=.*", "");
    assertThat(only(problems, Severity.ERROR)).containsExactly("hosts:2   " + name + " " + message);
  }

  @Test
  void aSecretOfAnotherShapeIsNotShown() throws IOException {
    Variable<List<String>> keys = Variable.texts("test_keys", "keys").secret();
    List<Problem> problems = check("a test_keys=hunter2\n", new Needy(keys));
    assertThat(only(problems, Severity.ERROR))
        .containsExactly("hosts:1   test_keys must be a list of texts.");
  }

  @Test
  void aRolesMissingVariableIsNamedOnceForAllHosts() throws IOException {
    Variable<String> needed = Variable.text("test_secret", "what it signs with").required();
    assertThat(only(check("[web]\na\nb\nc test_secret=x\n", new Needy(needed)), Severity.ERROR))
        .containsExactly(
            "hosts:2   a and b lack test_secret, which the role needy needs: what it signs with."
                + " Set it in group_vars/all.yaml.");
  }

  @Test
  void aMissingVariableIsNotReportedTwiceWhenItsTemplateIsWrong() throws IOException {
    Variable<String> needed = Variable.text("test_secret", "what it signs with").required();
    assertThat(only(check("a test_secret={{nowhere}}\n", new Needy(needed)), Severity.ERROR))
        .hasSize(1)
        .allMatch(line -> line.contains("which nothing defines"));
  }

  @Test
  void variablesInGroupsWithoutHostsAndValuesThatAnotherReplacesAreLookedAtToo()
      throws IOException {
    file("group_vars/empty.yml", "helaer_units: []\n");
    file("host_vars/a.yml", "healer_units: []\n");
    List<Problem> problems = check("a heeler_units=1\n[empty]\n");
    assertThat(only(problems, Severity.ERROR))
        .containsExactly(
            "group_vars/empty.yml:1   helaer_units: unknown variable. Did you mean healer_units?",
            "hosts:1   heeler_units: unknown variable. Did you mean healer_units?");
  }

  @Test
  void whatTemplatesUseOrTheInventoryCallsItsOwnIsKnown() throws IOException {
    file(
        "group_vars/all.yml",
        """
        our_zone: example.org
        bigbluebutton_fqdn: "{{ inventory_hostname }}.{{ our_zone }}"
        site_contact: someone
        quite_unlike_anything: 1
        fleet_known_variables: ['site_*']
        """);
    assertThat(only(check("a\n"), Severity.ERROR))
        .containsExactly(
            "group_vars/all.yml:4   quite_unlike_anything: unknown variable. If it is one of your"
                + " own, name it in fleet_known_variables.");
  }

  @Test
  void twoHostsAtOneAddressAreAMistakeUnlessTheyAreReachedInDifferentWays() throws IOException {
    List<Problem> problems =
        check(
            """
            a ansible_host=192.0.2.1
            b ansible_host=192.0.2.1 ansible_port=22
            c ansible_host=192.0.2.1 ansible_port=2222
            d ansible_host=192.0.2.1 ansible_ssh_common_args='-J jump.example.org'
            e ansible_connection=local
            f ansible_connection=local
            """);
    assertThat(only(problems, Severity.ERROR))
        .containsExactly(
            "hosts:2   b and a are both at 192.0.2.1:22. A host has one name.",
            "hosts:6   f and e are both this machine. A host has one name.");
  }

  @Test
  void anExporterThatDoesNotExistIsNamed() throws IOException {
    assertThat(only(check("a agent_exporters=\"{'freeswich':False}\"\n"), Severity.ERROR))
        .containsExactly(
            "hosts:1   agent_exporters names freeswich, which is no exporter. Did you mean"
                + " freeswitch?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "test", "ha"})
  void theExamplesOfThePlaybooksHaveNoErrors(String name) throws IOException {
    Path seed =
        Path.of(System.getProperty("fleet.root", ".."), "..", "shared", "seed", "inventory");
    assumeTrue(Files.isDirectory(seed), "the example inventories are not there: " + seed);
    try (Stream<Path> files = Files.list(seed.resolve("group_vars-" + name))) {
      for (Path file : files.toList()) {
        // The sample is what a user fills in.
        String as = file.getFileName().toString().replace(".sample", "");
        file("group_vars/" + as, Files.readString(file));
      }
    }
    List<Problem> problems = check(Files.readString(seed.resolve("hosts-" + name)));
    assertThat(only(problems, Severity.ERROR)).isEmpty();
    assertThat(only(problems, Severity.INFO))
        .anyMatch(line -> line.contains("there is no role firehol yet"));
    assertThat(only(problems, Severity.WARNING))
        .allMatch(
            line ->
                line.matches("hosts:\\d+   group drbd has the child .*which nothing defines.*")
                    || line.startsWith("group_vars/csp.yaml   is read by nobody")
                    || line.contains("   nobody is called when healing is at its end."));
  }

  /** A role with one variable. */
  private record Needy(Variable<?> variable) implements Role {
    @Override
    public String name() {
      return "needy";
    }

    @Override
    public List<String> groups() {
      return List.of("all");
    }

    @Override
    public List<Variable<?>> variables() {
      return List.of(variable);
    }

    @Override
    public Declaration on(HostView host) {
      return Declaration.role("needy");
    }
  }

  @Test
  void whoCallsNobodyIsWarnedAndToldTheCure() throws IOException {
    String hosts = "[monitoring]\nmon-1\n";
    assertThat(only(check(hosts), Severity.WARNING))
        .containsExactly(
            "mon-1   nobody is called when healing is at its end. Set"
                + " alertmanager_notify_smtp_address and alertmanager_smtp_server,"
                + " alertmanager_notify_slack_address or alertmanager_notify_webhooks, for example"
                + " in group_vars/all.yaml.");
    file("group_vars/all.yaml", "alertmanager_notify_smtp_address: ops@example.org\n");
    assertThat(only(check(hosts), Severity.WARNING))
        .containsExactly(
            "group_vars/all.yaml:1   alertmanager_notify_smtp_address is set, but not"
                + " alertmanager_smtp_server: no mail is sent. Set alertmanager_smtp_server:"
                + " mail.example.org beside it.");
    file("group_vars/all.yaml", "alertmanager_notify_webhooks: ['https://chat.example.org/h']\n");
    assertThat(only(check(hosts), Severity.WARNING)).isEmpty();
  }
}
