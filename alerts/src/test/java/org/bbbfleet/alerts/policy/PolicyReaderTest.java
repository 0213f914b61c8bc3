package org.bbbfleet.alerts.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.alerts.policy.Policy.on;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.promql.Expr;
import org.junit.jupiter.api.Test;

/** What an admin writes, and how the places where it is written come together. */
class PolicyReaderTest {
  private static final Catalogue CATALOGUE = Catalogue.load();
  private static final List<Shipped> SHIPPED =
      List.of(
          new Shipped(
              "bigbluebutton",
              on(rule("FreeSwitchMute"))
                  .step(
                      ActionCall.restartUnit("freeswitch.service"),
                      Mode.AUTO_IF_NO_MEETING,
                      Duration.ofMinutes(1))
                  .thenAPerson()),
          new Shipped(
              "livestream",
              on(rule("LivestreamMeetingOver"))
                  .first(ActionCall.stopLivestreamWorker())
                  .thenAPerson()),
          new Shipped("node", on(rule("DiskFull")).onlyAPerson("space is somebody's to give")));

  private static Rule rule(String name) {
    return new Rule(
        name,
        Expr.number(1),
        Duration.ofMinutes(2),
        Severity.WARNING,
        new Evidence.FromScrape("node"),
        "s",
        "d",
        "r");
  }

  private static final FleetView FLEET =
      new FleetView() {
        @Override
        public Optional<Host> host(String name) {
          return hosts().stream().filter(host -> host.name().equals(name)).findFirst();
        }

        @Override
        public List<Host> hosts() {
          return List.of(
              new Host("bbb-1", List.of("bbb", "exams"), Map.of()),
              new Host("bbb-2", List.of("bbb"), Map.of()));
        }

        @Override
        public List<String> roles(String host) {
          return List.of("bigbluebutton");
        }
      };

  private static PolicyBook book(String... texts) {
    List<PolicyFile> files = new ArrayList<>();
    for (String text : texts) {
      files.add(new PolicyFile("policies/" + (char) ('a' + files.size()) + ".yaml", text));
    }
    return new PolicyBook(
        SHIPPED, PolicyReader.read(files, SHIPPED, CATALOGUE, FLEET), CATALOGUE, FLEET);
  }

  @Test
  void whatShipsHoldsWithoutFiles() {
    Policy policy = book().of("FreeSwitchMute", "bbb-1").orElseThrow();
    assertThat(policy).isEqualTo(SHIPPED.get(0).policy());
    assertThat(book().of("Unheard", "bbb-1")).isEmpty();
  }

  @Test
  void theHostBeatsTheGroupBeatsTheFleetFieldByField() {
    PolicyBook book =
        book(
            """
            alerts:
              FreeSwitchMute: {cooldown: 10m, attempts_per_hour: 1, attempts_per_day: 2}
            groups:
              bbb:
                alerts:
                  FreeSwitchMute: {cooldown: 20m, attempts_per_hour: 2}
            """,
            """
            groups:
              exams:
                alerts:
                  FreeSwitchMute: {cooldown: 25m}
            hosts:
              bbb-1:
                alerts:
                  FreeSwitchMute:
                    only_a_person: exams are written on it
            """);
    PolicyBook.Chosen one = book.choose("FreeSwitchMute", "bbb-1").orElseThrow();
    assertThat(one.policy().onlyAPersonBecause()).isEqualTo("exams are written on it");
    assertThat(one.policy().cooldown()).isEqualTo(Duration.ofMinutes(25));
    assertThat(one.policy().attemptsPerHour()).isEqualTo(2);
    assertThat(one.policy().attemptsPerDay()).isEqualTo(2);
    assertThat(one.origins())
        .containsEntry("steps", "policies/b.yaml:9")
        .containsEntry("cooldown", "policies/b.yaml:4")
        .containsEntry("attempts_per_hour", "policies/a.yaml:6")
        .containsEntry("attempts_per_day", "policies/a.yaml:2");
    PolicyBook.Chosen two = book.choose("FreeSwitchMute", "bbb-2").orElseThrow();
    assertThat(two.policy().cooldown()).isEqualTo(Duration.ofMinutes(20));
    assertThat(two.policy().steps()).hasSize(1);
    assertThat(two.origins()).containsEntry("steps", Setting.SHIPPED);
    assertThat(two.file()).isEqualTo("policies/bigbluebutton.yaml");
  }

  @Test
  void aStepGoesNoFurtherThanItsActionAndTheFleet() {
    Step destructive = book().of("LivestreamMeetingOver", "bbb-1").orElseThrow().steps().get(0);
    assertThat(destructive.mode()).isEqualTo(Mode.PROPOSE);
    assertThat(destructive.heldBy()).contains("livestream-stop").contains("destructive");

    Step allowed =
        book("actions: {livestream-stop: auto}")
            .of("LivestreamMeetingOver", "bbb-1")
            .orElseThrow()
            .steps()
            .get(0);
    assertThat(allowed.mode()).isEqualTo(Mode.AUTO);

    Step capped =
        book("healer_mode: observe", "actions: {livestream-stop: auto}")
            .of("LivestreamMeetingOver", "bbb-1")
            .orElseThrow()
            .steps()
            .get(0);
    assertThat(capped.mode()).isEqualTo(Mode.OBSERVE);
    assertThat(capped.heldBy()).isEqualTo("the fleet's healer_mode is observe (policies/a.yaml:1)");

    Step onHost =
        book("hosts: {bbb-2: {actions: {restart-unit: observe}}}")
            .of("FreeSwitchMute", "bbb-2")
            .orElseThrow()
            .steps()
            .get(0);
    assertThat(onHost.mode()).isEqualTo(Mode.OBSERVE);
  }

  @Test
  void everythingThatIsWrongComesAtOnceWithItsLine() {
    assertThatThrownBy(
            () ->
                book(
                    """
                    healer_mode: autmatic
                    alerts:
                      FreeSwitchMut: {cooldown: 5m}
                      FreeSwitchMute:
                        cooldown: 30s
                        attempts_per_houre: 3
                        steps:
                          - action: restart-unti
                          - action: restart-unit
                            with: {unti: nginx}
                            mode: propose
                    actions:
                      livestream-stp: auto
                    groups:
                      exam: {alerts: {}}
                    """,
                    """
                    hosts:
                      bbb-3: {}
                    maintenance:
                      - name: backups
                        from: "25:00"
                        to: "03:00"
                        days: [mon, funday]
                        time_zone: Europe/Berln
                        on: ["role:redis"]
                    budget: {hosts: 0}
                    """))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("policies/a.yaml:1   healer_mode must be one of observe")
        .hasMessageContaining("policies/a.yaml:3")
        .hasMessageContaining("Did you mean FreeSwitchMute?")
        .hasMessageContaining("policies/a.yaml:5")
        .hasMessageContaining("must be at least 2m")
        .hasMessageContaining("Did you mean attempts_per_hour?")
        .hasMessageContaining("Did you mean restart-unit?")
        .hasMessageContaining("restart-unit needs with.unit")
        .hasMessageContaining("Did you mean unit?")
        .hasMessageContaining("policies/a.yaml:13")
        .hasMessageContaining("Did you mean livestream-stop?")
        .hasMessageContaining("Did you mean exams?")
        .hasMessageContaining("policies/b.yaml:2")
        .hasMessageContaining("bbb-3 is no host")
        .hasMessageContaining("time of day")
        .hasMessageContaining("funday")
        .hasMessageContaining("Did you mean Europe/Berlin?")
        .hasMessageContaining("what no host is in: role redis")
        .hasMessageContaining("policies/b.yaml:10   budget.hosts must be from 1");
  }

  @Test
  void whatIsSaidTwiceIsAProblem() {
    assertThatThrownBy(
            () ->
                book(
                    "alerts: {DiskFull: {cooldown: 5m}}\nhealer_mode: auto",
                    "alerts: {DiskFull: {cooldown: 6m}}\nhealer_mode: observe"))
        .hasMessageContaining("policies/b.yaml:1")
        .hasMessageContaining("in another file too")
        .hasMessageContaining("already said in policies/a.yaml:2");
  }

  @Test
  void whatIsExportedReadsAsWhatShips() {
    PolicyBook book = book(PolicyYaml.write(SHIPPED));
    for (Shipped one : SHIPPED) {
      String alert = one.policy().rule().alert();
      assertThat(book.of(alert, "bbb-1")).isEqualTo(book().of(alert, "bbb-1"));
    }
  }

  @Test
  void theCooldownIsNeverShorterThanTheRulesWindows() {
    Rule rule =
        new Rule(
            "Slow",
            Expr.number(1),
            Duration.ofMinutes(3),
            Severity.WARNING,
            new Evidence.FromScrape("node"),
            "s",
            "d",
            "r");
    assertThat(on(rule).first(ActionCall.startUnit()).cooldown(Duration.ofSeconds(1)).thenAPerson())
        .extracting(Policy::cooldown)
        .isEqualTo(Duration.ofMinutes(3));
  }
}
