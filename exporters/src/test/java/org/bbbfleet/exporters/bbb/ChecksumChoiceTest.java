package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChecksumChoiceTest {

  @Test
  void triesAllOnceAndThenOneAtATime() {
    ChecksumChoice choice = new ChecksumChoice(Optional.empty());
    List<Checksum> first = new ArrayList<>(List.of(choice.current()));
    while (choice.refused()) {
      first.add(choice.current());
    }
    assertThat(first)
        .containsExactly(Checksum.SHA256, Checksum.SHA1, Checksum.SHA512, Checksum.SHA384);
    for (Checksum next : first) {
      assertThat(choice.current()).isEqualTo(next);
      assertThat(choice.refused()).as("no second call in one collection").isFalse();
    }
  }

  @Test
  void staysWithWhatIsAcceptedAndSearchesAgainWhenItNoLongerIs() {
    ChecksumChoice choice = new ChecksumChoice(Optional.empty());
    choice.refused();
    choice.accepted();
    assertThat(choice.current()).isEqualTo(Checksum.SHA1);
    assertThat(choice.refused()).isTrue();
    assertThat(choice.current()).isEqualTo(Checksum.SHA512);
  }

  @Test
  void oneThatIsConfiguredIsTheOnlyOne() {
    ChecksumChoice choice = new ChecksumChoice(Optional.of(Checksum.SHA512));
    assertThat(choice.refused()).isFalse();
    assertThat(choice.current()).isEqualTo(Checksum.SHA512);
  }
}
