package org.bbbfleet.provisioning.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.provisioning.facts.HostSize;
import org.bbbfleet.provisioning.resource.Artifact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles read what they declare, and {@code docs/variables.md} tells of all of it. */
class VariablesTest {
  private static final Path ROOT = Path.of(System.getProperty("fleet.root", ".."));
  private static final Path PAGE = ROOT.resolve("docs/variables.md");
  private static final String WRITE = "fleet.docs.write";

  @TempDir Path directory;

  private Fleet fleet(List<Role> roles, Host... hosts) {
    Artifact archive = new Artifact(Path.of("fleet-1.tar.gz"), "ab".repeat(32));
    return new Fleet(
        new Inventory(List.of(hosts), List.of(), List.of()),
        roles,
        new FleetSecrets(directory),
        new Artifacts(archive, Map.of("x86_64", archive)),
        host -> List.of("a key"));
  }

  @Test
  void noRoleReadsAVariableThatItDoesNotDeclare() {
    List<Role> all = Fleet.allRoles();
    List<String> groups = all.stream().flatMap(role -> role.groups().stream()).distinct().toList();
    for (Role role : all) {
      // A fleet of this role alone, on a host of every group, so that nobody else declares for it;
      // the agent is there with every role.
      Host host = new Host("h", groups, Map.of());
      List<Role> two =
          role.name().equals("agent")
              ? List.of(role)
              : List.of(role, all.stream().filter(r -> r.name().equals("agent")).findAny().get());
      Fleet fleet = fleet(two, host);
      assertThat(fleet.declarations(host)).as(role.name()).isNotEmpty();
      role.constraints(fleet.placement());
      role.minimum(fleet.placement());
    }
  }

  @Test
  void readingAnUndeclaredVariableIsAFaultOfTheRole() {
    Variable<String> undeclared = Variable.text("undeclared", "nothing");
    Host host = new Host("h", List.of(), Map.of("undeclared", "x"));
    HostView view = new HostView(fleet(List.of(), host), host);
    assertThatThrownBy(() -> view.get(undeclared))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("undeclared is read, but no role has it");
  }

  @Test
  void everyVariableInTheSourcesIsDeclaredByARole() throws IOException {
    Set<String> written = new TreeSet<>();
    Pattern made =
        Pattern.compile(
            "Variable\\.(?:text|domain|path|memory|form|choices?|duration|number|flag|texts|units|mapping|lists)\\(\\s*\"(\\w+)\"");
    try (Stream<Path> files = Files.walk(ROOT.resolve("provisioning/src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher matcher = made.matcher(Files.readString(file));
        while (matcher.find()) {
          written.add(matcher.group(1));
        }
      }
    }
    assertThat(declared().keySet()).isEqualTo(written);
  }

  @Test
  void aNameMeansTheSameToAllRoles() {
    assertThat(declared().values())
        .allSatisfy(byRole -> assertThat(Set.copyOf(byRole.values())).hasSize(1));
  }

  @Test
  void aRequiredVariableHasNoDefaultAndAnyOtherHasOne() {
    Host host = new Host("h", List.of(), Map.of());
    for (Map<String, Variable<?>> byRole : declared().values()) {
      Variable<?> variable = byRole.values().iterator().next();
      assertThat(variable.meaning()).doesNotEndWith(".").isNotBlank();
      Optional<Object> fallback =
          variable.need() == Variable.Need.REQUIRED
              ? Optional.empty()
              : Optional.of(variable.fallback());
      assertThat(fallback.isPresent())
          .as(variable + " on " + host.name())
          .isEqualTo(variable.need() == Variable.Need.OPTIONAL);
    }
  }

  @Test
  void thePageSaysWhatIsDeclared() throws IOException {
    String page = page();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).exists();
    assertThat(Files.readString(PAGE))
        .as(
            "docs/variables.md is stale. Write it again: mvn -pl provisioning -am"
                + " -Dtest=VariablesTest -Dsurefire.failIfNoSpecifiedTests=false -D"
                + WRITE
                + "=true test")
        .isEqualTo(page);
  }

  /** Each variable by name, with who declares it. */
  private static Map<String, Map<String, Variable<?>>> declared() {
    Map<String, Map<String, Variable<?>>> all = new TreeMap<>();
    FleetVariables.ALL.forEach(
        v -> all.computeIfAbsent(v.name(), n -> new TreeMap<>()).put("the fleet", v));
    for (Role role : Fleet.allRoles()) {
      role.variables()
          .forEach(v -> all.computeIfAbsent(v.name(), n -> new TreeMap<>()).put(role.name(), v));
    }
    return all;
  }

  private static String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Variables

        What the roles read from the inventory: `group_vars/`, `host_vars/` or the inventory itself. Written from the
        roles' own declarations; a test fails when this page is stale. `fleet inventory check` knows these, Ansible's own,
        and the names that the public playbooks read; anything else is a mistake until `fleet_known_variables` names it.

        | variable | read by | value | default | meaning |
        |---|---|---|---|---|
        """);
    declared()
        .forEach(
            (name, byRole) -> {
              Variable<?> one = byRole.values().iterator().next();
              page.append("| `%s` | ".formatted(name))
                  .append(String.join(", ", byRole.keySet()))
                  .append(" | %s | %s | ".formatted(one.kind(), one.shownDefault()))
                  .append(one.meaning())
                  .append(one.secrecy() == Variable.Secrecy.SECRET ? "; secret" : "")
                  .append(" |\n");
            });
    page.append(
        """

        ## How large a host must be

        A host that is smaller than its roles need is named once its facts are in, before anything changes. `fleet_size_check`
        says what follows: `warn` (the default) goes on, `fail` leaves the host as it is, `off` does not ask. Memory and
        disk may be a tenth less than the number; disk is the whole file system that holds `/var`. With several roles the
        larger number of each counts.

        | role | alone in the fleet | with others of its kind |
        |---|---|---|
        """);
    for (Role role :
        Fleet.allRoles().stream().sorted(java.util.Comparator.comparing(Role::name)).toList()) {
      Optional<HostSize> alone = role.minimum(placement(role, 1));
      alone.ifPresent(
          size ->
              page.append(
                  "| %s | %s | %s |\n"
                      .formatted(
                          role.name(), size, role.minimum(placement(role, 2)).orElseThrow())));
    }
    return page.toString();
  }

  private static Placement placement(Role role, int hosts) {
    return new Placement(
        new Inventory(
            Stream.iterate(1, i -> i + 1)
                .limit(hosts)
                .map(i -> new Host("h" + i, role.groups(), Map.of()))
                .toList(),
            List.of(),
            List.of()),
        List.of(role));
  }
}
