package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.HostActions.Effect;
import org.bbbfleet.alerts.action.HostActions.LastLook;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is checked on this side before anything leaves for a host: each parameter's pattern and who
 * may give its value, each taken away in turn, so that the wrong word leaves; and what holds when
 * an action checks nothing at all.
 */
class ActionChecksTest {
  private static final String CONTROL = "control-1";

  /** What no pattern of a parameter admits, though it is a word that might travel. */
  private static final String STRANGE = "@strange:word";

  /** What an action reads here and doesn't hand on. */
  private static final Set<String> READ_HERE =
      Set.of(
          "drain deadline",
          "drain then",
          "drain at_deadline",
          "freeswitch-end-orphans minutes",
          "freeswitch-restart-when-empty deadline");

  private final List<String> asked = new ArrayList<>();
  private final Map<String, Integer> answers = new TreeMap<>();

  /** One parameter of one action. */
  private record Given(Action action, Parameter parameter) {
    @Override
    public String toString() {
      return action.name() + " " + parameter.name();
    }
  }

  static Stream<Given> parameters() {
    return Catalogue.load().all().stream()
        .flatMap(action -> action.parameters().stream().map(one -> new Given(action, one)));
  }

  static Stream<Given> persons() {
    return parameters().filter(given -> given.parameter().source() == Parameter.Source.PERSON);
  }

  /** The same action with one parameter that is not what it was. */
  private record Careless(Action action, String parameter, UnaryOperator<Parameter> change)
      implements Action {
    @Override
    public String effect() {
      return action.effect();
    }

    @Override
    public String name() {
      return action.name();
    }

    @Override
    public Impact impact() {
      return action.impact();
    }

    @Override
    public String undo() {
      return action.undo();
    }

    @Override
    public List<Parameter> parameters() {
      return action.parameters().stream()
          .map(one -> one.name().equals(parameter) ? change.apply(one) : one)
          .toList();
    }

    @Override
    public Report run(ActionContext context) {
      return action.run(context);
    }
  }

  private static Parameter anything(Parameter parameter) {
    return new Parameter(
        parameter.name(), Pattern.compile("(?s).*"), parameter.meaning(), parameter.source());
  }

  private static Parameter fromAnybody(Parameter parameter) {
    return new Parameter(
        parameter.name(), parameter.pattern(), parameter.meaning(), Parameter.Source.ANYBODY);
  }

  /** A call in which every parameter but this one is well. */
  private static ActionCall call(Given given, String value) {
    Map<String, String> values = new TreeMap<>();
    for (Parameter parameter : given.action().parameters()) {
      values.put(
          parameter.name(),
          parameter.name().equals(given.parameter().name()) ? value : good(parameter));
    }
    return new ActionCall(given.action().name(), values);
  }

  private static String good(Parameter parameter) {
    return Stream.of(
            "web",
            "600",
            "7",
            "5m",
            "restart",
            "give-up",
            "logs",
            "20f0dfb1-37e1-4cc0-8b4c-6d3d5d6f0e01",
            "a".repeat(40) + "-1700000000123")
        .filter(parameter::accepts)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no value for " + parameter));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void aPatternIsWhatKeepsAStrangeWordHere(Given given) {
    boolean anyWord = given.parameter().accepts(STRANGE);
    ActionCall call = call(given, anyWord ? "no word" : STRANGE);
    assertThatThrownBy(() -> Catalogue.load().bind(call, Map.of()))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining(given.parameter().name());
    assertThat(asked).isEmpty();

    Action careless =
        new Careless(given.action(), given.parameter().name(), ActionChecksTest::anything);
    Catalogue.Bound bound = new Catalogue(List.of(careless)).bind(call, Map.of());
    if (anyWord) {
      // Its pattern is that of all words: what is none is held back once more.
      assertThatThrownBy(() -> actions().run("here", bound)).hasMessageContaining("not validated");
      assertThat(asked).isEmpty();
      return;
    }
    actions().run("here", bound);
    assertThat(asked.stream().anyMatch(line -> line.contains(STRANGE)))
        .as(String.join("\n", asked))
        .isEqualTo(!READ_HERE.contains(given.toString()));
  }

  @ParameterizedTest
  @MethodSource("persons")
  void whoMayGiveAValueIsWhatKeepsALabelFromChoosing(Given given) {
    ActionCall call = call(given, "$chosen");
    Map<String, String> labels = Map.of("chosen", good(given.parameter()));
    assertThatThrownBy(() -> Catalogue.load().bind(call, labels))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("no alert's label may say " + given.parameter().name());

    Action careless =
        new Careless(given.action(), given.parameter().name(), ActionChecksTest::fromAnybody);
    actions().run("here", new Catalogue(List.of(careless)).bind(call, labels));
    assertThat(asked).anyMatch(line -> line.contains(good(given.parameter())));
  }

  @Test
  void aLabelChoosesNeitherWhatIsRunNorWhatIsDeletedNorWhatIsProvisioned() {
    assertThat(persons())
        .extracting(Given::toString)
        .contains("run-script script", "free-disk-space kind", "reprovision role");
  }

  /** An action that checks nothing hands this on. */
  private record Unchecked(String word) implements Action {
    @Override
    public String name() {
      return "unchecked";
    }

    @Override
    public String effect() {
      return "";
    }

    @Override
    public Impact impact() {
      return Impact.HARMLESS;
    }

    @Override
    public String undo() {
      return "";
    }

    @Override
    public Report run(ActionContext context) {
      return context.onHost("restart-unit", word);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "-h", "$(id)", "a;b", "a\nb", "é", "'a'", "*"})
  void whatIsNoWordNeverLeavesWhateverAnActionForgot(String word) {
    Catalogue.Bound bound = new Catalogue.Bound(new Unchecked(word), Map.of());
    assertThatThrownBy(() -> actions().run("here", bound))
        .isInstanceOf(FleetException.class)
        .satisfies(
            e -> assertThat(((FleetException) e).category()).isEqualTo(ErrorCategory.INTERNAL));
    assertThat(asked).isEmpty();
  }

  @Test
  void aStandbyIsToldThatThePrimaryIsDeadOnlyWhenAnotherHostSaysSo() {
    Catalogue.Bound bound =
        Catalogue.load()
            .bind(new ActionCall("postgres-failover", Map.of("cluster", "15-main")), Map.of());
    actions().run("here", bound);
    assertThat(asked)
        .containsExactly(
            "control-1: postgres-primary-refuses 15-main", "here: postgres-failover 15-main seen");
    for (int notDead : List.of(1, 3, 64, 255)) {
      asked.clear();
      answers.put("postgres-primary-refuses", notDead);
      actions().run("here", bound);
      assertThat(asked).last().isEqualTo("here: postgres-failover 15-main unseen");
    }
    // The control host does not vouch for itself.
    asked.clear();
    answers.clear();
    actions().run(CONTROL, bound);
    assertThat(asked).containsExactly("control-1: postgres-failover 15-main unseen");
  }

  @Test
  void whatComesBeforeTheHostsOwnRequestDoesNotUseUpTheLastLook() {
    Catalogue.Bound bound =
        Catalogue.load()
            .bind(new ActionCall("postgres-failover", Map.of("cluster", "15-main")), Map.of());
    // Stopped while the second host was asked.
    LastLook last = () -> asked.isEmpty() ? Optional.empty() : Optional.of("stop: fire drill");
    Report report = actions().run("here", bound, Effect.REAL, "", last);
    assertThat(report.outcome()).isEqualTo(Outcome.HELD_BACK);
    assertThat(asked).containsExactly("control-1: postgres-primary-refuses 15-main");
  }

  private HostActions actions() {
    Provisioning provisioning =
        order -> {
          asked.add(order.command());
          return new Report(Outcome.DONE, "");
        };
    return new HostActions(new TwoHosts(), this::open, provisioning, Effect.REAL);
  }

  private Shell open(Host host) {
    return KeyShell.on(
        host,
        line -> {
          asked.add(host.name() + ": " + line);
          // All that any request may be answered with.
          String said = "name a.example.org\nboot b1\nweb w1\nstate enabled\nrun r1\norphan 7\n";
          int status = answers.getOrDefault(line.split(" ", 2)[0], 0);
          return new Shell.Result(status, said, "", false, Duration.ZERO);
        });
  }

  private static final class TwoHosts implements FleetView {
    @Override
    public Optional<Host> host(String name) {
      return hosts().stream().filter(host -> host.name().equals(name)).findFirst();
    }

    @Override
    public List<Host> hosts() {
      return List.of(new Host(CONTROL, List.of(), Map.of()), new Host("here", List.of(), Map.of()));
    }

    @Override
    public List<String> roles(String host) {
      return host.equals(CONTROL) ? List.of("serve", "scalelite") : List.of("bigbluebutton");
    }
  }
}
