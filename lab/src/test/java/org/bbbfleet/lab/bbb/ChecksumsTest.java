package org.bbbfleet.lab.bbb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumsTest {
  private static final String SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
  private static final String VECTORS =
      """
      create|name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444|1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17
      create|name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444|da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e
      getMeetings||2027baa7771026e9e93392f55031535d1444c41f
      getMeetings||a5370c5f3d97d56d53b435684cdbc429c2898a3bf9f435518b4279e1e0dbfc8c
      getMeetings||a2caf6ab7a9296f621a58d55f299b6dbd023afcf7ccf4ddfb4245a04eb87a0bc7797ea193baa41f81346330145bd3199
      getMeetings||456defa5035a4194b8590216805aa0f3b7a7508c2cb74a28bd750d4d2f43d851467acd9b8961cb7f6ffdab0c27e4e83655be9108d4a20ad8702958d6b01a48f4
      getMeetingInfo|meetingID=abc123|f4a4a2107fae99c5a388a49250a191aab50f3a4a
      getMeetingInfo|meetingID=abc123|039cf45b0c8a27964c5ed0923f0655147e459a5b9bfb4de181b87d313607118c
      getRecordings|state=published|5a7f53fc208b887b84f1df5968231b16922abf8c
      getRecordings|state=published|d11f206e93d77abf6c921d27b89e5674a5ffa2678eb3dc361990bdc6234e22cd
      getRecordings|state=published|a8dddd69aa4ab70929e1f799411beb8c6468b4b43f29672fd27ef0aa9ed5b59b8deca19f0af6045fe005c66c8c6f791d
      getRecordings|state=published|48519dd0d9d597c46c1978a3e2705ac5d41d26447072cf777f5426e6fc68e30959452a096e29c66af539a194acc9d39e2d501e7bf9cfaf9d10be68f86603e936
      """;

  private final Checksums all = new Checksums(SECRET, EnumSet.allOf(ChecksumAlgorithm.class));

  @ParameterizedTest
  @CsvSource(textBlock = VECTORS, delimiter = '|', emptyValue = "")
  void acceptsTheReferenceVectorsWhereverTheChecksumStands(
      String call, String given, String checksum) {
    String query = given == null ? "" : given;
    String own = "checksum=" + checksum;
    if (query.isEmpty()) {
      assertThat(all.verify(call, own)).isTrue();
    } else {
      assertThat(all.verify(call, query + "&" + own)).isTrue();
      assertThat(all.verify(call, own + "&" + query)).isTrue();
      assertThat(all.verify(call, query.replaceFirst("&|$", "&" + own + "&").replaceAll("&$", "")))
          .isTrue();
      assertThat(all.verify(call, query + "x&" + own)).isFalse();
    }
    assertThat(all.verify(call + "x", query + "&" + own)).isFalse();
    assertThat(new Checksums("other", EnumSet.allOf(ChecksumAlgorithm.class)).verify(call, own))
        .isFalse();
  }

  @Test
  void comparesHexWithoutCase() {
    String checksum = ChecksumAlgorithm.SHA256.hex("getMeetings" + SECRET);
    assertThat(all.verify("getMeetings", "checksum=" + checksum.toUpperCase(Locale.ROOT))).isTrue();
  }

  @Test
  void hashesTheQueryAsSentNotDecodedOrSorted() {
    String sent = "b=%41&a=1+2";
    String checksum = ChecksumAlgorithm.SHA1.hex("create" + sent + SECRET);
    assertThat(all.verify("create", sent + "&checksum=" + checksum)).isTrue();
    assertThat(all.verify("create", "b=A&a=1+2&checksum=" + checksum)).isFalse();
    assertThat(all.verify("create", "a=1+2&b=%41&checksum=" + checksum)).isFalse();
  }

  @Test
  void refusesAnAlgorithmThatIsNotAccepted() {
    Checksums young = new Checksums(SECRET, Set.of(ChecksumAlgorithm.SHA512));
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      String query = "checksum=" + algorithm.hex("getMeetings" + SECRET);
      assertThat(young.verify("getMeetings", query))
          .isEqualTo(algorithm == ChecksumAlgorithm.SHA512);
    }
  }

  @Test
  void refusesWhatIsNoChecksum() {
    for (String query : new String[] {"", "checksum=", "checksum", "x=1", "checksum=abc"}) {
      assertThat(all.verify("getMeetings", query)).as(query).isFalse();
    }
    assertThat(all.verify("getMeetings", "checksum=" + "g".repeat(40))).isFalse();
  }

  @Test
  void anEmptySecretTurnsTheCheckOff() {
    assertThat(new Checksums("", Set.of()).verify("getMeetings", "")).isTrue();
  }
}
