package org.bbbfleet.exporters.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Any process may call itself anything. */
final class StatLineTest {
  private static final long PAGE = 4096;

  /** Names made to be taken for the rest of the line. */
  @Provide
  Arbitrary<String> names() {
    Arbitrary<String> pieces =
        Arbitraries.of(")", "(", " ", "\n", ") Z 1", "1 (x) R 2", "%", "\"", "soffice.bin", "9");
    return Arbitraries.oneOf(
            pieces.list().ofMaxSize(6).map(list -> String.join("", list)),
            Arbitraries.strings().ofMaxLength(15))
        // The kernel keeps names free of NUL, and pairs of surrogates don't survive UTF-8 alone.
        .filter(
            s -> s.indexOf('\0') < 0 && s.chars().noneMatch(c -> Character.isSurrogate((char) c)));
  }

  @Property
  void aNameNeverBecomesAField(
      @ForAll("names") String name,
      @ForAll @IntRange(min = 1, max = 4_194_304) int pid,
      @ForAll @IntRange(max = 4_194_304) int ppid,
      @ForAll @IntRange(min = 1, max = 500) int threads) {
    byte[] line = bytes(ProcFixture.statLine(pid, ppid, name, 'S', 50, 1.5, threads));
    Proc proc = StatLine.parse(line, line.length, PAGE).orElseThrow();
    assertThat(proc).isEqualTo(new Proc(pid, ppid, name, 'S', 5000, 150, 394 * PAGE, threads));
  }

  @Property
  void anyBytesGiveAProcessOrNothing(@ForAll byte[] bytes) {
    Optional<Proc> proc = StatLine.parse(bytes, bytes.length, PAGE);
    assertThat(proc).isNotNull();
  }

  @Property
  void aLineThatIsCutOffBeforeItsMemoryGivesNothing(
      @ForAll("names") String name, @ForAll @IntRange(max = 95) int length) {
    byte[] line = bytes(ProcFixture.statLine(1, 1, name, 'S', 1, 1, 1));
    int full = new String(line, StandardCharsets.UTF_8).lastIndexOf(" 394 ");
    byte[] cut = Arrays.copyOf(line, Math.min(length, Math.max(0, full)));
    assertThat(StatLine.parse(cut, cut.length, PAGE)).isEmpty();
  }

  @Example
  void bytesThatAreLeftInTheBufferAreNoPartOfTheLine() {
    byte[] line = bytes(ProcFixture.statLine(7, 1, "a", 'R', 1, 0, 1));
    byte[] buffer = Arrays.copyOf(line, line.length + 30);
    System.arraycopy(bytes(") Z 9 9"), 0, buffer, line.length, 7);
    assertThat(StatLine.parse(buffer, line.length, PAGE).orElseThrow().state()).isEqualTo('R');
  }

  @Example
  void aZombieWhoseThreadsGoOnIsNotDefunct() {
    byte[] leader = bytes(ProcFixture.statLine(7, 1, "a", 'Z', 1, 0, 3));
    byte[] zombie = bytes(ProcFixture.statLine(7, 1, "a", 'Z', 1, 0, 1));
    assertThat(StatLine.parse(leader, leader.length, PAGE).orElseThrow().defunct()).isFalse();
    assertThat(StatLine.parse(zombie, zombie.length, PAGE).orElseThrow().defunct()).isTrue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
