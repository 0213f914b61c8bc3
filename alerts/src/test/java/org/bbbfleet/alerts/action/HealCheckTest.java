package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every check of the healer's script decides something: in a moment made for it the host is left
 * alone, and by the same script without that one check it is not, or another check is what holds
 * back. The checks are found in the script's text, so that a new one without such a moment fails.
 */
class HealCheckTest {
  private static final Map<String, HealCheck> CHECKS =
      HealCheck.of(HealScript.text()).stream()
          .collect(
              Collectors.toMap(
                  HealCheck::name, Function.identity(), (a, b) -> a, LinkedHashMap::new));

  @TempDir Path directory;

  static Stream<HealCase> cases() {
    return Stream.of(
            HostCases.all(),
            ScriptCases.all(),
            DiskCases.all(),
            BbbCases.all(),
            FreeSwitchCases.all(),
            ServiceCases.all(),
            RtmpCases.all(),
            PostgresCases.all(),
            SofficeCases.all())
        .flatMap(cases -> cases);
  }

  @Test
  void everyCheckHasItsCase() {
    assertThat(cases().map(HealCase::check))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(CHECKS.keySet());
  }

  @Test
  void everyWayToRefuseIsFound() {
    List<String> lines = HealScript.text().lines().toList();
    assertThat(lines.stream().filter(line -> line.contains("exit 64"))).hasSize(1);
    Set<Integer> taken = new HashSet<>();
    for (HealCheck check : CHECKS.values()) {
      List<String> others = check.without().lines().toList();
      taken.add(
          IntStream.range(0, lines.size())
              .filter(i -> !lines.get(i).equals(others.get(i)))
              .findFirst()
              .orElseThrow());
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.contains("refuse ") && !line.startsWith("#")) {
        assertThat(taken).as(line).contains(i);
      } else if (line.contains("'refused: ") && !lines.get(i - 2).equals("refuse() {")) {
        // Told in a loop, and not the end of the script: it hangs on the condition before it.
        assertThat(taken).as(line).contains(i - 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void decides(HealCase moment) throws IOException {
    HealCheck check = CHECKS.get(moment.check());
    assertThat(check).as("the script has no such check").isNotNull();
    Path root = directory.toRealPath();
    assertThat(moment.answer(new HealTwin(root.resolve("with"), HealScript.text())))
        .containsPattern(check.says())
        .endsWith("= " + check.kind().status)
        .doesNotContain(moment.without());
    assertThat(moment.answer(new HealTwin(root.resolve("without"), check.without())))
        .contains(moment.without());
  }
}
