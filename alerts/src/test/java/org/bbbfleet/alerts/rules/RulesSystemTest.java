package org.bbbfleet.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bbbfleet.alerts.routing.AlertmanagerConfig;
import org.bbbfleet.alerts.routing.People;
import org.bbbfleet.alerts.rules.freeswitch.FreeSwitchRules;
import org.bbbfleet.alerts.rules.haproxy.HaproxyRules;
import org.bbbfleet.alerts.rules.livestream.LivestreamRules;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus's and Alertmanager's own tools judge what we write for them. */
@Tag("system")
final class RulesSystemTest {
  @TempDir private Path directory;

  @Test
  void everyRuleFiresWhenItShouldAndOnlyThen() throws IOException {
    // A file for each group: promtool evaluates all rules that a file names in each of its tests.
    Map<String, PromtoolTests> tests = new TreeMap<>();
    RuleCases.all().forEach(one -> of(one.rule, tests).add(one));
    // Whoever is dead does not answer: that is UnitDead's to tell, and its remedy is another.
    of(FreeSwitchRules.MUTE, tests)
        .silent(
            "FreeSwitchMute when the unit is dead",
            FreeSwitchRules.MUTE,
            Map.of(
                "freeswitch_up{host=\"bbb1\",instance=\"bbb1:9688\",job=\"agent\"}",
                "0x20",
                "unit_active{host=\"bbb1\",instance=\"bbb1:9688\",job=\"agent\","
                    + "unit=\"freeswitch.service\"}",
                "0x20"));
    of(LivestreamRules.EXITED, tests)
        .silent(
            "LivestreamExited when it is known whether the meeting goes on",
            LivestreamRules.EXITED,
            Map.of(
                "livestream_worker_state{host=\"bbb1\",instance=\"bbb1:9688\",job=\"agent\","
                    + "state=\"exited\",worker=\"w1\"}",
                "1x20",
                "livestream_worker_meeting_running{host=\"bbb1\",instance=\"bbb1:9688\","
                    + "job=\"agent\",worker=\"w1\"}",
                "0x20"));
    // To take one out where all fail mends nothing: what they share is broken.
    Rule failing = HaproxyRules.SERVER_FAILING;
    of(failing, tests)
        .silent("HaproxyServerFailing when every server fails", failing, failing("a", "b"))
        .silent("HaproxyServerFailing when it is the only one", failing, failing("a"));
    List<String> words = new ArrayList<>(List.of("test", "rules"));
    Map<String, String> rules = RuleFiles.render(1, PromtoolTests.RUNBOOKS);
    for (Map.Entry<String, PromtoolTests> group : tests.entrySet()) {
      String file = "fleet-" + group.getKey() + ".yml";
      Path path = Path.of(write(file, rules.get(file)));
      words.add(write("test-" + group.getKey() + ".yml", group.getValue().yaml(List.of(path))));
    }
    assertThat(tests).hasSameSizeAs(rules);
    Command.Output output = promtool(words.toArray(new String[0]));
    assertThat(output.out() + output.err()).contains("SUCCESS").doesNotContain("FAILED");
    assertThat(output.ok()).isTrue();
  }

  private static PromtoolTests of(Rule rule, Map<String, PromtoolTests> byGroup) {
    return byGroup.computeIfAbsent(PromtoolTests.system(rule), name -> new PromtoolTests());
  }

  private static Map<String, String> failing(String... servers) {
    Map<String, String> input = new LinkedHashMap<>();
    for (String server : servers) {
      String labels =
          "backend=\"web\",host=\"bbb1\",instance=\"bbb1:9688\",job=\"agent\",server=\""
              + server
              + "\"}";
      input.put("haproxy_server_http_responses_total{code=\"5xx\"," + labels, "0+20x40");
      input.put("haproxy_server_response_errors_total{" + labels, "0+20x40");
      input.put("haproxy_server_up{" + labels, "1x40");
    }
    return input;
  }

  @Test
  void aWrongExpectationIsSeen() throws IOException {
    RuleCase wrong = RuleCases.all().get(0).says("Everything is well.");
    String yaml = new PromtoolTests().add(wrong).yaml(rules(1));
    assertThat(promtool("test", "rules", write("wrong.yml", yaml)).ok()).isFalse();
  }

  @Test
  void prometheusAcceptsTheRuleFiles() throws IOException {
    for (double factor : new double[] {1, 0.1, 0.001}) {
      List<String> words = new ArrayList<>(List.of("check", "rules", "--lint=all"));
      words.add("--lint-fatal");
      rules(factor).forEach(file -> words.add(file.toString()));
      Command.Output output = promtool(words.toArray(new String[0]));
      assertThat(output.ok()).as(output.out() + output.err()).isTrue();
    }
  }

  @Test
  void alertmanagerAcceptsItsConfiguration() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "t");
    String yaml =
        AlertmanagerConfig.render(
            URI.create("http://192.0.2.1:9780/api/v1/alertmanager"),
            token.toString(),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofMinutes(15),
            new People(
                Optional.of(
                    new People.Mail(
                        "ops@example.org",
                        "fleet@example.org",
                        "mail.example.org:587",
                        "mon-1",
                        "fleet",
                        token.toString(),
                        People.Tls.REQUIRED)),
                Optional.of(new People.Slack(token.toString(), "#ops")),
                List.of(URI.create("https://chat.example.org/hook"))));
    Unpacked tools = unpack("prometheus-alertmanager");
    Command.Output output = run(tools, "amtool", "check-config", write("alertmanager.yml", yaml));
    assertThat(output.ok()).as(output.out() + output.err()).isTrue();
    assertThat(output.out()).contains("2 receivers");
  }

  private List<Path> rules(double factor) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> file :
        RuleFiles.render(factor, PromtoolTests.RUNBOOKS).entrySet()) {
      files.add(Path.of(write(file.getKey(), file.getValue())));
    }
    return files;
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static Command.Output promtool(String... words) {
    return run(unpack("prometheus"), "promtool", words);
  }

  private static Command.Output run(Unpacked tools, String program, String... words) {
    List<String> line =
        Stream.concat(Stream.of(tools.program(program).toString()), Stream.of(words)).toList();
    return Command.of(line).with(tools.environment()).within(Duration.ofMinutes(3)).run();
  }

  private static Unpacked unpack(String name) {
    return new DebianPackages(FleetCache.fromEnvironment(), System.out::println)
        .unpack(List.of(new Wanted(name, "its tool judges what we write for it")));
  }
}
