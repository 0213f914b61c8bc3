package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TolerantIntegerTest {
  @Test
  void readsWhatAServerOfAnyLanguagePrints() {
    for (String text :
        new String[] {"1202", "1,202", "1.202", "1\u202f202", "\u0661\u066c\u0662\u0660\u0662"}) {
      assertThat(TolerantInteger.parse(text)).as(text).isEqualTo(1202);
    }
    assertThat(TolerantInteger.millis("\u06f1\u066c\u06f5\u06f0\u06f0")).hasValue(1500);
  }

  @Test
  void refusesWhatIsNoCount() {
    for (String text : new String[] {"", "-1", "x", ",", "1e3", "1".repeat(10)}) {
      assertThatThrownBy(() -> TolerantInteger.parse(text)).isInstanceOf(ApiFailure.class);
    }
  }
}
