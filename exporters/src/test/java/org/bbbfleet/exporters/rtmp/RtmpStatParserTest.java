package org.bbbfleet.exporters.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bbbfleet.exporters.page.PageFailure;
import org.bbbfleet.exporters.page.PageFailure.Failed;

final class RtmpStatParserTest {
  private final RtmpStatParser parser = new RtmpStatParser();

  private RtmpStat parse(String page) throws Failed {
    return parser.parse(page.getBytes(StandardCharsets.UTF_8));
  }

  private PageFailure refused(String page) {
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
        .isEqualTo(PageFailure.OTHER_SERVER);
    assertThat(refused("<response><returncode>SUCCESS</returncode></response>"))
        .isEqualTo(PageFailure.OTHER_SERVER);
    assertThat(refused("{\"rtmp\": 1}")).isEqualTo(PageFailure.OTHER_SERVER);
    assertThat(refused("")).isEqualTo(PageFailure.OTHER_SERVER);
  }

  @Example
  void bombsAndEntitiesAreRefusedAndNoFileIsRead() throws Exception {
    String bomb =
        "<?xml version='1.0'?><!DOCTYPE rtmp [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>"
            + "<!ENTITY c '&b;&b;&b;&b;'>]><rtmp><server><application><name>&c;</name>"
            + "</application></server></rtmp>";
    assertThat(refused(bomb)).isEqualTo(PageFailure.OTHER_SERVER);
    Path file = Files.createTempFile("secret", ".txt");
    Files.writeString(file, "hidden");
    String external =
        "<!DOCTYPE rtmp [<!ENTITY x SYSTEM '" + file.toUri() + "'>]><rtmp><pid>&x;</pid></rtmp>";
    assertThat(refused(external)).isEqualTo(PageFailure.OTHER_SERVER);
    Files.delete(file);
  }

  @Example
  void pagesThatBreakOffAreMalformed() {
    String page = Pages.stream(1, 1);
    assertThat(refused(page.substring(0, page.length() / 2))).isEqualTo(PageFailure.MALFORMED);
    assertThat(refused("<rtmp><a></b></rtmp>")).isEqualTo(PageFailure.MALFORMED);
    assertThat(refused("<rtmp>" + "<a>".repeat(100_000))).isEqualTo(PageFailure.MALFORMED);
    assertThat(refused("<rtmp>" + "<a/>".repeat(2_100_000) + "</rtmp>"))
        .isEqualTo(PageFailure.MALFORMED);
  }

  @Example
  void aHugeTextIsCutOff() throws Exception {
    RtmpStat stat =
        parse("<rtmp><nginx_version>" + "x".repeat(1 << 20) + "</nginx_version></rtmp>");
    assertThat(stat.nginxVersion()).hasSizeLessThanOrEqualTo(1024);
  }

  @Example
  void crowdsAreRefusedBeforeTheyFillTheMemory() {
    String crowd = "<server><application><live>" + "<stream/>".repeat(101_000);
    assertThat(refused("<rtmp>" + crowd + "</live></application></server></rtmp>"))
        .isEqualTo(PageFailure.TOO_LARGE);
  }

  @Example
  void theDescendantOfTheModuleIsUnderstood() throws Exception {
    RtmpStat stat =
        parse("<http-flv><nginx_http_flv_version>1.2.10</nginx_http_flv_version></http-flv>");
    assertThat(stat.rtmpVersion()).isEqualTo("1.2.10");
  }

  @Property(tries = 300)
  void anyBytesGiveAPageOrAReason(@ForAll byte[] bytes) {
    try {
      assertThat(parser.parse(bytes)).isNotNull();
    } catch (Failed e) {
      assertThat(e.failure()).isIn(PageFailure.OTHER_SERVER, PageFailure.MALFORMED);
    }
  }
}
