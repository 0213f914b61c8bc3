package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.bbbfleet.core.config.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {
  private static final Secret SECRET = new Secret("639259d4-9dd8-4b25-bf01-95f9567eaf4b");

  @ParameterizedTest
  @CsvSource({
    "SHA1,2027baa7771026e9e93392f55031535d1444c41f",
    "SHA256,a5370c5f3d97d56d53b435684cdbc429c2898a3bf9f435518b4279e1e0dbfc8c",
    "SHA384,a2caf6ab7a9296f621a58d55f299b6dbd023afcf7ccf4ddfb4245a04eb87a0bc7797ea193baa41f81346330145bd3199",
    "SHA512,456defa5035a4194b8590216805aa0f3b7a7508c2cb74a28bd750d4d2f43d851467acd9b8961cb7f6ffdab0c27e4e83655be9108d4a20ad8702958d6b01a48f4"
  })
  void signsACallWithoutParameters(Checksum checksum, String expected) {
    assertThat(checksum.of("getMeetings", "", SECRET)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "SHA1,5a7f53fc208b887b84f1df5968231b16922abf8c",
    "SHA256,d11f206e93d77abf6c921d27b89e5674a5ffa2678eb3dc361990bdc6234e22cd"
  })
  void signsTheQueryAsItIsSent(Checksum checksum, String expected) {
    Endpoint endpoint = Endpoint.of(URI.create("https://host"), SECRET);
    assertThat(endpoint.signed(checksum, "getRecordings", "state=published"))
        .isEqualTo(
            "https://host/bigbluebutton/api/getRecordings?state=published&checksum=" + expected);
  }

  @ParameterizedTest
  @CsvSource({
    "https://h, https://h/bigbluebutton/api/",
    "https://h/, https://h/bigbluebutton/api/",
    "https://h/bigbluebutton/, https://h/bigbluebutton/api/",
    "https://h/bigbluebutton/api, https://h/bigbluebutton/api/",
    "http://h:8090/bigbluebutton/api/, http://h:8090/bigbluebutton/api/",
    "https://lb/custom/api, https://lb/custom/api/"
  })
  void takesTheUrlAsPeopleKnowIt(URI given, URI base) {
    assertThat(Endpoint.of(given, SECRET).base()).isEqualTo(base);
  }

  @Test
  void isReadAsPeopleWriteIt() {
    assertThat(Checksum.parse("sha256")).contains(Checksum.SHA256);
    assertThat(Checksum.parse("SHA-512")).contains(Checksum.SHA512);
    assertThat(Checksum.parse("md5")).isEmpty();
  }
}
