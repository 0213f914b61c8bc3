package org.bbbfleet.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.ProblemsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionTest {
  @TempDir Path directory;

  private static Section yaml(String... lines) {
    return Section.parse("serve.yaml", String.join("\n", lines));
  }

  @Test
  void valuesAreReadWithTheirTypes() {
    Section section =
        yaml(
            "name: fleet",
            "port: 9780",
            "on: true",
            "every: 90s",
            "url: https://example.com/x",
            "list: [a, 1]",
            "nested: {deep: {x: 1}}");
    assertThat(section.string("name")).contains("fleet");
    assertThat(section.integer("port", 1, 1, 65_535)).isEqualTo(9780);
    assertThat(section.flag("on", false)).isTrue();
    assertThat(section.duration("every", Duration.ZERO)).isEqualTo(Duration.ofSeconds(90));
    assertThat(section.url("url").orElseThrow().getHost()).isEqualTo("example.com");
    assertThat(section.strings("list", List.of())).containsExactly("a", "1");
    assertThat(section.section("nested").section("deep").integer("x", 0, 0, 9)).isEqualTo(1);
    section.finish();
  }

  @Test
  void absentKeysGiveTheirDefaults() {
    Section section = yaml("");
    assertThat(section.string("a", "x")).isEqualTo("x");
    assertThat(section.duration("b", Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
    assertThat(section.section("c").flag("d", true)).isTrue();
    assertThat(section.sections("e")).isEmpty();
    assertThat(section.secret("f")).isEmpty();
    section.finish();
  }

  @Test
  void allProblemsComeTogetherWithSuggestions() {
    Section section =
        yaml(
            "prot: 9780",
            "limit: 7x",
            "every: 5 minutes",
            "flag: yes please",
            "url: ftp://example.com",
            "targets: [{nmae: x}, just text]",
            "nested: {lisen: 1}");
    section.integer("port", 1, 1, 65_535);
    section.integer("limit", 1, 1, 5);
    section.duration("every", Duration.ZERO);
    section.flag("flag", false);
    section.url("url");
    section.sections("targets").forEach(target -> target.string("name"));
    section.section("nested").string("listen");
    section.required("token", "Set it to a secret.");
    assertThatThrownBy(section::finish)
        .isInstanceOfSatisfying(
            ProblemsException.class,
            e -> {
              assertThat(e.category()).isEqualTo(ErrorCategory.INPUT);
              assertThat(e.problems()).hasSize(9);
            })
        .hasMessageContaining("serve.yaml:1   prot is not a known key. Did you mean port?")
        .hasMessageContaining("limit must be a whole number")
        .hasMessageContaining("every must be a duration")
        .hasMessageContaining("flag must be true or false")
        .hasMessageContaining("url must be an http or https URL")
        .hasMessageContaining("targets[0].nmae is not a known key. Did you mean name?")
        .hasMessageContaining("targets[1] must be a mapping")
        .hasMessageContaining("nested.lisen is not a known key. Did you mean listen?")
        .hasMessageContaining("token is missing. Set it to a secret.");
  }

  @Test
  void aProblemNamesItsLine() {
    Section section =
        yaml("a: 1", "list:", "  - ok: 1", "  - {ok: 1,", "     no: 2}", "nested:", "  deep: x");
    section.integer("a", 1, 1, 5);
    section.sections("list").forEach(one -> one.integer("ok", 1, 1, 5));
    section.section("nested").integer("deep", 1, 1, 5);
    section.section("nested").required("missing", "Set it.");
    assertThatThrownBy(section::finish)
        .hasMessageContaining("serve.yaml:5   list[1].no is not a known key")
        .hasMessageContaining("serve.yaml:7   nested.deep must be a whole number")
        .hasMessageContaining("serve.yaml:6   nested.missing is missing");
  }

  @Test
  void anchorsAndMergeKeysAreFollowedAndNothingIsLost() {
    Section section =
        yaml(
            "usual: &usual {code: 0755, count: 7}",
            "one: {<<: *usual, count: 8}",
            "bytes: !!binary AAEC",
            "time: 12:30");
    assertThat(section.section("one").string("code")).contains("0755");
    assertThat(section.section("one").integer("count", 0, 0, 9)).isEqualTo(8);
    assertThat(section.string("time")).contains("12:30");
    assertThat((byte[]) section.values().get("bytes")).containsExactly(0, 1, 2);
  }

  @Test
  void aliasesThatMakeAFileEndlessAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i <= 24; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThatThrownBy(() -> Section.parse("serve.yaml", bomb.toString()))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("endless");
  }

  @Test
  void boundsAreKept() {
    Section section = yaml("port: 70000", "big: 99999999999");
    assertThat(section.integer("port", 9780, 1, 65_535)).isEqualTo(9780);
    section.integer("big", 1, 1, 5);
    assertThatThrownBy(section::finish)
        .hasMessageContaining("port must be from 1 to 65535")
        .hasMessageContaining("big must be");
  }

  @Test
  void aDurationThatIsFarTooLongIsAProblemNotACrash() {
    Section section = yaml("every: 99999999999999999999d", "next: 9223372036854775807d");
    section.duration("every", Duration.ZERO);
    section.duration("next", Duration.ZERO);
    assertThatThrownBy(section::finish)
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("every must be a duration")
        .hasMessageContaining("next must be a duration");
  }

  @Test
  void brokenYamlNamesItsLine() {
    assertThatThrownBy(() -> yaml("a: 1", "b: [1"))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("serve.yaml:");
    assertThatThrownBy(() -> yaml("a: 1", "a: 2"))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("serve.yaml:2");
    assertThatThrownBy(() -> yaml("- a")).hasMessageContaining("must be a mapping");
    assertThatThrownBy(() -> Section.load(directory.resolve("none.yaml")))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("none.yaml");
  }

  @Test
  void secretsComeFromFilesAndAreNeverShown() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "s3cret\n");
    Section section = yaml("token_file: " + file, "inline: s3cret");
    assertThat(section.secret("token").orElseThrow().reveal()).isEqualTo("s3cret");
    assertThat(section.secret("inline").orElseThrow()).hasToString("(secret)");
    assertThat(section.secret("inline").orElseThrow().matches("s3cret")).isTrue();
    assertThat(section.secret("inline").orElseThrow().matches("other")).isFalse();
    section.finish();
    Section both = yaml("token: x", "token_file: " + file, "lost_file: /nonexistent");
    both.secret("token");
    both.secret("lost");
    assertThatThrownBy(both::finish)
        .hasMessageContaining("token is given twice")
        .hasMessageContaining("lost_file can't be read")
        .message()
        .doesNotContain("s3cret");
  }
}
