package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.Optional;
import org.bbbfleet.core.metrics.Samples;
import org.junit.jupiter.api.Test;

class RtpQualityTest {
  private static final String GOOD =
      dump("packet_count\":\"31096", "mos\":\"4.50", "jitter_max_variance\":\"0.16", "0.00");

  static String dump(String packets, String mos, String variance, String loss) {
    String prefix = "\",\"variable_rtp_audio_in_";
    return "{\"Event-Name\":\"CHANNEL_DATA"
        + prefix
        + packets
        + prefix
        + mos
        + prefix
        + variance
        + prefix
        + "jitter_loss_rate\":\""
        + loss
        + "\",\"variable_sip_from_user\":\"w_x\"}";
  }

  @Test
  void theVarianceIsInSquareMilliseconds() {
    RtpQuality quality = RtpQuality.parse(new StringReader(GOOD)).orElseThrow();
    assertThat(quality.mos()).isEqualTo(4.5);
    assertThat(quality.jitterSeconds()).isEqualTo(0.0004, within(1e-9));
    assertThat(quality.lossRatio()).isZero();
  }

  @Test
  void withoutPacketsOrNumbersNothingIsKnown() {
    assertThat(RtpQuality.parse(new StringReader(GOOD.replace("31096", "0")))).isEmpty();
    assertThat(RtpQuality.parse(new StringReader(GOOD.replace("4.50", "nan")))).isEmpty();
    assertThat(RtpQuality.parse(new StringReader(GOOD.replace("0.16", "-1")))).isEmpty();
    assertThat(RtpQuality.parse(new StringReader("{}"))).isEmpty();
  }

  @Test
  void whatIsNoChannelsDataFails() {
    for (String text : new String[] {"", "[]", "-ERR No such channel!\n", GOOD + "{}"}) {
      assertThatThrownBy(() -> RtpQuality.parse(new StringReader(text)))
          .as(text)
          .isInstanceOf(EslException.class);
    }
  }

  @Test
  void manyChannelsAreOneHistogram() {
    RtpHistograms histograms = new RtpHistograms();
    Optional<RtpQuality> good = RtpQuality.parse(new StringReader(GOOD));
    for (int i = 0; i < 1000; i++) {
      histograms.observe(RtpHistograms.Moment.RUNNING, good.orElseThrow());
    }
    histograms.observe(RtpHistograms.Moment.RUNNING, new RtpQuality(2.1, 0.08, 0.12));
    Samples samples = new Samples();
    histograms.writeTo(samples);
    assertThat(samples.series(CallMetrics.RTP_MOS)).hasSize(1);
    assertThat(samples.distribution(CallMetrics.RTP_MOS, "running").cumulative())
        .containsExactly(0, 0, 1, 1, 1, 1, 1, 1, 1, 1001, 1001);
    assertThat(samples.distribution(CallMetrics.RTP_LOSS, "running").cumulative())
        .containsExactly(1000, 1000, 1000, 1000, 1000, 1000, 1001, 1001, 1001);
    assertThat(samples.distribution(CallMetrics.RTP_JITTER, "running").cumulative()[0])
        .isEqualTo(1000);
  }
}
