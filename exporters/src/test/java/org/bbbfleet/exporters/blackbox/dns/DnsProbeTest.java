package org.bbbfleet.exporters.blackbox.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import java.time.Duration;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Outcome;
import org.bbbfleet.exporters.blackbox.Probing;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DnsProbeTest {
  private static final String A = "query_name: www.example.org\nquery_type: A\n";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void anAnswerIsCountedAndMatchedAsText() {
    int port = serve(false);
    Outcome good =
        ask(
            A
                + "validate_answer_rrs: {fail_if_not_matches_regexp: ["
                + "\"^www.example.org.\\t300\\tIN\\tA\\t192.0.2.7$\"]}",
            port);
    assertThat(good.success()).as(good.why()).isTrue();
    assertThat(good.samples().value(BlackboxMetrics.DNS_ANSWER_RRS)).isOne();
    assertThat(good.samples().value(BlackboxMetrics.DNS_QUERY_SUCCEEDED)).isOne();
    assertThat(good.samples().series(BlackboxMetrics.DNS_DURATION)).hasSize(3);
    for (String bad :
        new String[] {
          "validate_answer_rrs: {fail_if_matches_regexp: ['192.0.2']}",
          "validate_answer_rrs: {fail_if_all_match_regexp: ['192.0.2']}",
          "validate_answer_rrs: {fail_if_none_matches_regexp: ['198.51']}",
          "validate_authority_rrs: {fail_if_not_matches_regexp: ['x']}",
          "valid_rcodes: [NXDOMAIN]"
        }) {
      assertThat(ask(A + bad, port).success()).as(bad).isFalse();
    }
  }

  @Test
  void theSerialOfAZoneAndTheCodeOfAnAnswerAreTold() {
    int port = serve(false);
    Outcome soa = ask("query_name: example.org\nquery_type: SOA", port);
    assertThat(soa.success()).as(soa.why()).isTrue();
    assertThat(soa.samples().value(BlackboxMetrics.DNS_SERIAL)).isEqualTo(2026112201);
    Outcome missing = ask("query_name: missing.example.org\nquery_type: A", port);
    assertThat(missing.success()).isFalse();
    assertThat(missing.why()).contains("NXDOMAIN");
    assertThat(missing.samples().value(BlackboxMetrics.DNS_QUERY_SUCCEEDED)).isOne();
    assertThat(
            ask("query_name: missing.example.org\nvalid_rcodes: [NXDOMAIN]\nquery_type: A", port)
                .success())
        .isTrue();
  }

  @Test
  void overTcpToo() {
    int port = serve(true);
    Outcome outcome = ask(A + "transport_protocol: tcp", port);
    assertThat(outcome.success()).as(outcome.why()).isTrue();
  }

  @Test
  void answersToOtherQuestionsAndGarbageAreNone() {
    DatagramSocket liar = Await.result(vertx.createDatagramSocket().listen(0, "127.0.0.1"));
    liar.handler(
        packet -> {
          byte[] other = packet.data().getBytes();
          other[0] ^= 1;
          liar.send(Buffer.buffer(other), packet.sender().port(), "127.0.0.1");
        });
    Outcome lied =
        Probing.ask(
            vertx,
            new DnsProber(),
            A,
            "127.0.0.1:" + liar.localAddress().port(),
            Duration.ofMillis(300));
    assertThat(lied.why()).isEqualTo("no end by the deadline");
    assertThat(lied.samples().value(BlackboxMetrics.DNS_QUERY_SUCCEEDED)).isZero();
    DatagramSocket noise = Await.result(vertx.createDatagramSocket().listen(0, "127.0.0.1"));
    noise.handler(
        packet -> noise.send(Buffer.buffer("no DNS"), packet.sender().port(), "127.0.0.1"));
    assertThat(ask(A, noise.localAddress().port()).why()).contains("not a DNS message");
  }

  private Outcome ask(String yaml, int port) {
    return Probing.ask(vertx, new DnsProber(), yaml, "127.0.0.1:" + port);
  }

  private int serve(boolean tcp) {
    if (tcp) {
      return Await.result(
              vertx
                  .createNetServer()
                  .connectHandler(
                      socket ->
                          socket.handler(
                              query -> {
                                byte[] answer = Answers.to(query.getBytes(2, query.length()));
                                socket.write(
                                    Buffer.buffer()
                                        .appendUnsignedShort(answer.length)
                                        .appendBytes(answer));
                              }))
                  .listen(0, "127.0.0.1"))
          .actualPort();
    }
    DatagramSocket server = Await.result(vertx.createDatagramSocket().listen(0, "127.0.0.1"));
    server.handler(
        packet ->
            server.send(
                Buffer.buffer(Answers.to(packet.data().getBytes())),
                packet.sender().port(),
                "127.0.0.1"));
    return server.localAddress().port();
  }
}
