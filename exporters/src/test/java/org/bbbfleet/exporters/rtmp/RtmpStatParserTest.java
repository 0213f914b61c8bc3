package org.bbbfleet.exporters.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bbbfleet.exporters.rtmp.RtmpFailure.Failed;

final class RtmpStatParserTest {
  private final RtmpStatParser parser = new RtmpStatParser();

  private RtmpStat parse(String page) throws Failed {
    return parser.parse(page.getBytes(StandardCharsets.UTF_8));
  }

  private RtmpFailure refused(String page) {
    Failed failed = catchThrowableOfType(Failed.class, () -> parse(page));
    assertThat(failed).isNotNull();
    return failed.failure();
  }

  @Example
  void theServersPageIsUnderstood() throws Exception {
    RtmpStat stat = parse(Pages.stream(20_908_965, 118_900));
    assertThat(stat.nginxVersion()).isEqualTo("1.22.1");
    assertThat(stat.pid()).isEqualTo(7);
    assertThat(stat.accepted()).isEqualTo(7);
    RtmpStat.Stream stream = stat.applications().get(0).streams().get(0);
    assertThat(stream.name()).isEqualTo("hello");
    assertThat(stream.clients()).hasSize(3);
    assertThat(stream.clients().get(2).publishing()).isTrue();
    assertThat(stream.clients().get(0).relay()).isTrue();
    assertThat(stream.media().width()).isEqualTo(1280);
    assertThat(stream.media().audioCodec()).isEqualTo("AAC");
  }

  @Example
  void elementsOfOtherVersionsArePassedOver() throws Exception {
    RtmpStat stat =
        parse(
            "<rtmp><new><deep a='1'>x</deep></new><pid>nonsense</pid><uptime/><server><application>"
                + "<name>a</name><play><stream><name>vod</name></stream></play>"
                + "<live><stream><name>k</name><client><id>1</id><avsync></avsync><publishing/>"
                + "</client></stream></live></application></server></rtmp>");
    assertThat(stat.pid()).isNaN();
    assertThat(stat.uptime()).isNaN();
    RtmpStat.Stream stream = stat.applications().get(0).streams().get(0);
    assertThat(stream.name()).isEqualTo("k");
    assertThat(stream.clients().get(0).avsync()).isNaN();
    assertThat(stream.clients().get(0).active()).isFalse();
  }

  @Example
  void pagesOfTheWrongServerAreNotStatistics() {
    assertThat(refused("<!DOCTYPE html><html><head><title>Welcome</title><br></html>"))
        .isEqualTo(RtmpFailure.NOT_RTMP);
    assertThat(refused("<response><returncode>SUCCESS</returncode></response>"))
        .isEqualTo(RtmpFailure.NOT_RTMP);
    assertThat(refused("{\"rtmp\": 1}")).isEqualTo(RtmpFailure.NOT_RTMP);
    assertThat(refused("")).isEqualTo(RtmpFailure.NOT_RTMP);
  }

  @Example
  void bombsAndEntitiesAreRefusedAndNoFileIsRead() throws Exception {
    String bomb =
        "<?xml version='1.0'?><!DOCTYPE rtmp [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>"
            + "<!ENTITY c '&b;&b;&b;&b;'>]><rtmp><server><application><name>&c;</name>"
            + "</application></server></rtmp>";
    assertThat(refused(bomb)).isEqualTo(RtmpFailure.NOT_RTMP);
    Path file = Files.createTempFile("secret", ".txt");
    Files.writeString(file, "hidden");
    String external =
        "<!DOCTYPE rtmp [<!ENTITY x SYSTEM '" + file.toUri() + "'>]><rtmp><pid>&x;</pid></rtmp>";
    assertThat(refused(external)).isEqualTo(RtmpFailure.NOT_RTMP);
    Files.delete(file);
  }

  @Example
  void pagesThatBreakOffAreMalformed() {
    String page = Pages.stream(1, 1);
    assertThat(refused(page.substring(0, page.length() / 2))).isEqualTo(RtmpFailure.MALFORMED);
    assertThat(refused("<rtmp><a></b></rtmp>")).isEqualTo(RtmpFailure.MALFORMED);
    assertThat(refused("<rtmp>" + "<a>".repeat(100_000))).isEqualTo(RtmpFailure.MALFORMED);
    assertThat(refused("<rtmp>" + "<a/>".repeat(500_000) + "</rtmp>"))
        .isEqualTo(RtmpFailure.MALFORMED);
  }

  @Example
  void aHugeTextIsCutOff() throws Exception {
    RtmpStat stat =
        parse("<rtmp><nginx_version>" + "x".repeat(1 << 20) + "</nginx_version></rtmp>");
    assertThat(stat.nginxVersion()).hasSizeLessThanOrEqualTo(1024);
  }

  @Property(tries = 300)
  void anyBytesGiveAPageOrAReason(@ForAll byte[] bytes) {
    try {
      assertThat(parser.parse(bytes)).isNotNull();
    } catch (Failed e) {
      assertThat(e.failure()).isIn(RtmpFailure.NOT_RTMP, RtmpFailure.MALFORMED);
    }
  }
}
