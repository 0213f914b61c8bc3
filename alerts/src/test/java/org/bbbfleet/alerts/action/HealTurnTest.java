package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every place where the healer's script turns away from what it was about to do decides something:
 * there is a moment in which, by the same script without that one place, the host is answered
 * otherwise or something else is done to it. {@code heal-turns.txt} says which moment that is, or
 * why there can be none. The places are found in the script's text, so that a new one fails.
 */
class HealTurnTest {
  /** Begins the reason why nothing hangs on a place. */
  private static final String NONE = "- ";

  private static final Map<String, HealTurn> TURNS =
      HealTurn.of(HealScript.text()).stream()
          .collect(
              Collectors.toMap(
                  HealTurn::name, Function.identity(), (a, b) -> a, LinkedHashMap::new));

  /** What would reach beyond the twin, unless a moment has its own. */
  private static final List<String> ELSEWHERE =
      List.of("systemctl", "journalctl", "apt-get", "certbot", "docker", "runuser", "patronictl");

  private static final Map<String, String> TABLE = table();

  private static final Map<String, HealCase> MOMENTS =
      Stream.of(
              HealMoments.all(),
              HealRecheckTest.rechecks().map(HealRecheckTest.Recheck::moment),
              HealCheckTest.cases())
          .flatMap(all -> all)
          .collect(Collectors.toMap(HealCase::check, Function.identity(), (a, b) -> a));

  @TempDir Path directory;

  /** The place in the script, and the moment, each by its name. */
  private static Map<String, String> table() {
    try (InputStream file =
        Objects.requireNonNull(HealTurnTest.class.getResourceAsStream("heal-turns.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\t"))
          .collect(Collectors.toMap(row -> row[0], row -> row[1]));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<String> deciding() {
    return TURNS.keySet().stream().filter(turn -> !TABLE.get(turn).startsWith(NONE));
  }

  @Test
  void everyTurnHasItsMomentOrAReasonWhyItNeedsNone() {
    assertThat(TABLE.keySet()).containsExactlyInAnyOrderElementsOf(TURNS.keySet());
    assertThat(TABLE.values().stream().filter(moment -> !moment.startsWith(NONE)))
        .isSubsetOf(MOMENTS.keySet());
  }

  @Test
  void aMomentsNameIsItsOwn() {
    assertThat(HealMoments.all().map(HealCase::check)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("deciding")
  @Tag("long")
  void decides(String turn) throws IOException {
    HealCase moment = MOMENTS.get(TABLE.get(turn));
    assertThat(answer(moment, "without", TURNS.get(turn).without()))
        .isNotEqualTo(answer(moment, "with", HealScript.text()));
  }

  /** What is answered and called, wherever the host lies. */
  private String answer(HealCase moment, String name, String script) throws IOException {
    Path place = Files.createDirectories(directory.toRealPath().resolve(name));
    HealTwin host = new HealTwin(place, script);
    // Without one of its places the script might do to this machine what is meant for the twin.
    ELSEWHERE.forEach(program -> host.program(program, "echo not here; exit 1"));
    return moment.answer(host).replace(place.toString(), "");
  }

  /** What the rest of the test relies on: the search sees each kind of place. */
  @Test
  void findsEachKind() {
    String script =
        """
        one() {
          [ -e a ] && [ -e b ] || return 1
          awk '
            x { continue }'
          if [ -n "$DRY" ]; then
            printf 'would\\n'
          fi
          for x in y; do
            case $x in
              z) continue ;;
            esac
            [ "$x" = y ] || continue
          done
          printf 'no\\n'
          return 1
        }
        """;
    List<HealTurn> turns = HealTurn.of(script);
    assertThat(turns)
        .extracting(HealTurn::name)
        .containsExactly(
            "one: [ -e a ] || return 1",
            "one: [ -e b ] || return 1",
            "one: if [ -n \"$DRY\" ]",
            "one: continue, in case of z",
            "one: [ \"$x\" = y ] || continue",
            "one: return 1, 'no\\n'");
    assertThat(turns.get(1).without()).contains("  [ -e a ] && : || return 1\n");
    assertThat(turns.get(2).without()).contains("  if false; then\n");
    assertThat(turns.get(5).without()).endsWith("  :\n}\n");
  }
}
