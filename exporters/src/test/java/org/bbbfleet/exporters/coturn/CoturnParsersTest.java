package org.bbbfleet.exporters.coturn;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class CoturnParsersTest {
  private static final String UDP =
      "  312: 0100007F:C002 00000000:0000 07 00000000:00000000 00:00000000 00000000   109        0"
          + " 48213 2 00000000b3d1a0c5 17";
  private static final String TCP6 =
      "   1: 00000000000000000000000000000000:0D96 00000000000000000000000000000000:0000 0A"
          + " 00000000:00000000 00:00000000 00000000   109        0 48214 1 0000000000000000 100 0 0"
          + " 10 0";

  @Example
  void linesOfTheKernelsTables() {
    assertThat(Sockets.parse(UDP)).contains(new Sockets.Socket(49154, 7, 109, 48213, 17));
    assertThat(Sockets.parse(TCP6)).map(Sockets.Socket::port).contains(3478);
    assertThat(Sockets.parse("  sl  local_address rem_address   st tx_queue rx_queue")).isEmpty();
  }

  @Example
  void portsOfTheConfiguration() {
    TurnConfig config =
        TurnConfig.parse(
            "# min-port=1\nmin-port=40000\n max-port = 40010\nlistening-port=99999\n"
                + "static-auth-secret=min-port=7\n");
    assertThat(config).isEqualTo(new TurnConfig(3478, 5349, 40000, 40010));
    assertThat(config.relayPorts()).isEqualTo(11);
    assertThat(config.relays(40010)).isTrue();
    assertThat(config.relays(40011)).isFalse();
    assertThat(TurnConfig.parse("")).isEqualTo(TurnConfig.DEFAULT);
  }

  @Property
  void anyTextGivesPorts(@ForAll String text, @ForAll int number) {
    TurnConfig config = TurnConfig.parse(text + "\nmin-port=" + number + "\n" + text);
    assertThat(config.min()).isBetween(1, config.max());
    assertThat(config.max()).isLessThanOrEqualTo(65_535);
  }

  @Property
  void anyLineIsASocketOrNone(@ForAll String text, @ForAll int where) {
    Sockets.parse(text);
    int at = Math.floorMod(where, UDP.length());
    Sockets.parse(UDP.substring(0, at) + text + UDP.substring(at))
        .ifPresent(socket -> assertThat(socket.drops()).isNotNegative());
  }
}
