package org.bbbfleet.exporters.livestream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final String WORKER =
      "python3\0stream.py\0-s\0https://bbb.example.org/bigbluebutton/api\0-p\0SECRET\0-i\0room 1\0"
          + "-t\0rtmp://x/live/KEY\0-u\0Live 2\0-A\0PASS\0-S\0";

  @Test
  void tellsTheMeetingAndTheNameAndNothingElse() {
    Identity identity = Identity.of(WORKER);
    assertThat(identity.meeting()).hasValue("room 1");
    assertThat(identity.user()).hasValue("Live 2");
    assertThat(identity.toString()).doesNotContain("SECRET").doesNotContain("KEY");
    assertThat(Identity.of("python3\0/app/stream.py\0--id\0a\0--user\0b\0"))
        .isEqualTo(new Identity(Optional.of("a"), Optional.of("b")));
  }

  @Test
  void otherProgramsTellNothing() {
    for (String line :
        new String[] {
          "",
          "\0\0\0",
          "chrome\0-i\0room\0",
          "ffmpeg\0-i\0:122\0rtmp://x/live/KEY\0",
          "python3\0stream.py",
          "python3\0stream.py\0-i",
          "python3\0stream.py\0-i\0-u\0",
          "python3\0stream.py\0-i\0" + "x".repeat(257) + "\0"
        }) {
      assertThat(Identity.of(line)).isEqualTo(Identity.UNKNOWN);
    }
  }
}
