package org.bbbfleet.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fleet inventory check} prints, and that a run looks first as it does. */
class InventoryCheckCommandTest {
  @TempDir Path directory;

  private record Ran(int code, String out, String err) {}

  private Ran run(String... words) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
      int code = FleetCommand.run(words);
      return new Ran(
          code, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private String inventory(String hosts, String ofBbb) throws IOException {
    Files.createDirectories(directory.resolve("group_vars"));
    Files.writeString(directory.resolve("group_vars/bbb.yaml"), ofBbb);
    return Files.writeString(directory.resolve("hosts"), hosts).toString();
  }

  @Test
  void whatIsWrongIsPrintedAndTheExitCodeIsOne() throws IOException {
    String hosts = inventory("[bbb]\nb1\n[x:children]\nnone\n", "# ours\nbigbluebuton_fqdn: b\n");

    Ran ran = run("inventory", "check", "-i", hosts);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .isEqualTo(
            """
            group_vars/bbb.yaml:2   bigbluebuton_fqdn: unknown variable. Did you mean bigbluebutton_fqdn?
            hosts:4   warning: group x has the child none, which nothing defines: taken as empty.
            1 problem. 1 warning. Nothing was contacted, nothing was changed.
            """);
  }

  @Test
  void whatIsWrongWithThePoliciesIsSaidBeforeAnythingIsContacted() throws IOException {
    String hosts = inventory("[bbb]\nb1 ansible_host=127.0.0.1 ansible_port=1\n", "");
    Files.createDirectories(directory.resolve("policies"));
    Files.writeString(
        directory.resolve("policies/ours.yaml"),
        """
        alerts:
          UnitDead:
            steps:
              - action: start-unit
                with: {unit: "no unit;"}
        """);

    for (List<String> words :
        List.of(
            List.of("inventory", "check", "-i", hosts),
            List.of("plan", "-i", hosts),
            List.of("provision", "--yes", "-i", hosts))) {
      Ran ran = run(words.toArray(String[]::new));

      assertThat(ran.code()).as("%s", words).isEqualTo(1);
      assertThat(ran.out() + ran.err())
          .as("%s", words)
          .contains("policies/ours.yaml:5")
          .contains("Nothing was contacted");
    }
  }

  @Test
  void whatTheFilesAloneSayNeedsNoBuildProducts() throws IOException {
    String hosts = inventory("[bbb]\nb1 ansible_host=127.0.0.1\n", "");

    Ran ran = run("policy", "explain", "UnitDead", "--host", "b1", "-i", hosts);

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("start-unit");
    assertThat(ran.code()).isZero();
  }

  @Test
  void nothingWrongIsExitCodeZero() throws IOException {
    String hosts = inventory("[bbb]\nb1\n", "timezone: Europe/Paris\n");

    Ran ran = run("inventory", "check", "-i", hosts);

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            group_vars/bbb.yaml   note: known, but unused, because there is no role commons yet that reads it: timezone.
            1 host, no problems.
            """);
  }

  @Test
  void theSameAsJson() throws IOException {
    String hosts = inventory("[bbb]\nb1\n", "bigbluebuton_fqdn: b\n");

    Ran ran = run("inventory", "check", "--json", "-i", hosts);

    JsonNode json = new ObjectMapper().readTree(ran.out());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(json.path("errors").asInt()).isEqualTo(1);
    assertThat(json.at("/problems/0/where").asText()).isEqualTo("group_vars/bbb.yaml:1");
    assertThat(json.at("/problems/0/severity").asText()).isEqualTo("ERROR");
  }

  @Test
  void aRunContactsNobodyWhenTheCheckFindsSomething() throws IOException {
    // Contacting this host would take far longer than the test may.
    String hosts =
        inventory(
            "[bbb]\nb1 ansible_host=192.0.2.1\n",
            "bigbluebuton_fqdn: b\nhealer_units: {}\nbigbluebutton_fqdn: '{{ nowhere }}'\n");

    Ran ran = run("provision", "-i", hosts);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualTo(
            """
            group_vars/bbb.yaml:1   bigbluebuton_fqdn: unknown variable. Did you mean bigbluebutton_fqdn?
            group_vars/bbb.yaml:2   healer_units must be a list of texts, not {}.
            group_vars/bbb.yaml:3   bigbluebutton_fqdn uses {{ nowhere }}, which nothing defines.
            3 problems. Nothing was contacted, nothing was changed.
            """);
    assertThat(directory.resolve(".fleet")).doesNotExist();
  }
}
