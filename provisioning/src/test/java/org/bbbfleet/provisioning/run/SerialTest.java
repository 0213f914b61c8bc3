package org.bbbfleet.provisioning.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SerialTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3|10|3 3 3 1",
        "1,5,20%|20|1 5 4 4 4 2",
        "10%|3|1 1 1",
        "50%|5|2 2 1",
        "100%|7|7",
        "7|0|''",
        " 1 , 2 |4|1 2 1"
      })
  void theLastSizeRepeats(String text, int hosts, String sizes) {
    List<Integer> all = IntStream.range(0, hosts).boxed().toList();
    List<List<Integer>> batches = Serial.parse(text).batches(all);
    assertThat(String.join(" ", batches.stream().map(b -> "" + b.size()).toList()))
        .isEqualTo(sizes);
    assertThat(batches.stream().flatMap(List::stream).toList()).isEqualTo(all);
  }

  @Test
  void withoutSizesAllAreOneBatch() {
    assertThat(Serial.ALL.batches(List.of(1, 2))).containsExactly(List.of(1, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0%", "-1", "1,,2", "x", "101%", "1.5", "9999999"})
  void whatIsNoNumberOfHostsIsRefused(String text) {
    assertThatThrownBy(() -> Serial.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
