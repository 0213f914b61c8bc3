package org.bbbfleet.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.Assertions;

class HostRangeTest {
  @Property(tries = 300)
  void aNumericRangeHasEveryStepFromTheFirstToTheLast(
      @ForAll @IntRange(max = 500) int first,
      @ForAll @IntRange(max = 200) int length,
      @ForAll @IntRange(min = 1, max = 30) int step) {
    int last = first + length;
    List<String> names = HostRange.expand("h[" + first + ":" + last + ":" + step + "]x");
    assertThat(names).hasSize(length / step + 1).doesNotHaveDuplicates();
    for (int i = 0; i < names.size(); i++) {
      assertThat(names.get(i)).isEqualTo("h" + (first + i * step) + "x");
    }
  }

  @Property(tries = 200)
  void leadingZerosGiveEveryNameTheSameWidth(
      @ForAll @IntRange(max = 99) int first, @ForAll @IntRange(max = 99) int length) {
    String from = String.format("%04d", first);
    String to = String.format("%04d", first + length);
    List<String> names = HostRange.expand("[" + from + ":" + to + "]");
    assertThat(names).hasSize(length + 1).allMatch(n -> n.length() == 4).isSorted();
  }

  @Property(tries = 200)
  void rangesInOneNameMultiply(
      @ForAll @IntRange(max = 20) int a, @ForAll @IntRange(max = 20) int b) {
    assertThat(HostRange.expand("x[0:" + a + "]y[0:" + b + "]"))
        .hasSize((a + 1) * (b + 1))
        .doesNotHaveDuplicates();
  }

  @Property(tries = 300)
  void anyTextGivesNamesOrAReason(@ForAll String text) {
    try {
      assertThat(HostRange.expand(text)).hasSizeLessThanOrEqualTo(Draft.MOST_HOSTS);
    } catch (IllegalArgumentException e) {
      Assertions.assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 500)
  void anyTextIsALiteralOrItself(@ForAll String text) {
    Object value = PythonLiteral.parse(text);
    if (value instanceof String && !text.contains("'") && !text.contains("\"")) {
      assertThat(value).isEqualTo(text);
    }
  }
}
