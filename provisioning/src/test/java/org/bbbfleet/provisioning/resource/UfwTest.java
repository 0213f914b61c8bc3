package org.bbbfleet.provisioning.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.provisioning.resource.Resources.tcp;
import static org.bbbfleet.provisioning.resource.Resources.udp;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What follows from the lines of ufw's files; they are as ufw 0.36 writes them. */
class UfwTest {
  private static final String OURS = " comment=6262622d666c656574";

  private static Ufw found(String state, String... rules) {
    return Ufw.read(
        Stream.concat(
                Stream.of("ufw is " + state),
                List.of(rules).stream().map(rule -> "ufw rule " + rule))
            .toList());
  }

  private static Ports from(Ports ports, String... sources) {
    return ports.from(List.of(sources));
  }

  @Test
  void whatARoleOpensIsOpenedThereOnce() {
    Ufw bare = found("yes yes", "allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 OpenSSH - in");
    List<Ports> ports =
        List.of(
            tcp(80), from(udp(5000, 5010), "10.1.2.3/8", "FD00:0::1"), from(tcp(9), new String[0]));
    assertThat(bare.differences(ports))
        .containsExactly(
            "ufw + tcp/80",
            "ufw + tcp/80 by IPv6",
            "ufw + udp/5000-5010 from 10.0.0.0/8",
            "ufw + udp/5000-5010 from fd00:0:0:0:0:0:0:1");
    assertThat(bare.script(ports))
        .startsWith("ufw allow proto tcp from 0.0.0.0/0 to any port 80 comment bbb-fleet >")
        .contains("ufw allow proto udp from 10.0.0.0/8 to any port 5000:5010 comment bbb-fleet");
    Ufw done =
        found(
            "yes yes",
            "allow tcp 80 0.0.0.0/0 any 0.0.0.0/0 in" + OURS,
            "allow tcp 80 ::/0 any ::/0 in" + OURS,
            "allow udp 5000:5010 0.0.0.0/0 any 10.0.0.0/8 in" + OURS,
            "allow udp 5000:5010 ::/0 any fd00::1 in" + OURS);
    assertThat(done.differences(ports)).isEmpty();
    assertThat(done.differences(ports.subList(0, 1)))
        .containsExactly(
            "ufw - udp/5000-5010 from 10.0.0.0/8", "ufw - udp/5000-5010 from fd00:0:0:0:0:0:0:1");
    assertThat(done.removal().lines())
        .hasSize(4)
        .first()
        .isEqualTo(
            "ufw delete allow proto tcp from 0.0.0.0/0 to any port 80 comment bbb-fleet >/dev/null");
  }

  @Test
  void whatAnAdminDecidedStays() {
    Ufw found =
        found(
            "yes yes",
            "allow tcp 80 0.0.0.0/0 any 0.0.0.0/0 in",
            "deny tcp 80 ::/0 any ::/0 in comment=6e6f",
            "limit_log tcp 443 0.0.0.0/0 any 10.0.0.1 in",
            "allow tcp 8080 0.0.0.0/0 any 0.0.0.0/0 in");
    assertThat(found.differences(List.of(tcp(80), from(tcp(443), "10.0.0.1")))).isEmpty();
    assertThat(found.removal()).isEmpty();
  }

  @Test
  void withoutIpv6OrWithoutUfwThereIsLessToDo() {
    assertThat(found("yes no").differences(List.of(tcp(80), from(udp(1), "fd00::/8"))))
        .containsExactly("ufw + tcp/80");
    String rule = "allow tcp 7 0.0.0.0/0 any 0.0.0.0/0 in" + OURS;
    assertThat(found("no yes", rule).differences(List.of(tcp(80)))).isEmpty();
    assertThat(found("no yes", rule).script(List.of(tcp(80)))).isEmpty();
    assertThat(found("no yes", rule).removal()).as("it would be open once ufw is on").isNotEmpty();
    assertThat(Ufw.read(List.of()).differences(List.of(tcp(80)))).isEmpty();
    assertThat(Ufw.read(List.of("ufw is yes yes", "ufw lost")).differences(List.of()))
        .containsExactly("ufw not in force");
  }

  @Test
  void linesOfAnotherKindAreNoneOfOurs() {
    for (String tuple :
        List.of(
            "allow any 80 0.0.0.0/0 any 0.0.0.0/0 in",
            "allow tcp 80 10.0.0.1 any 0.0.0.0/0 in",
            "allow tcp 80 0.0.0.0/0 1000 0.0.0.0/0 in",
            "allow tcp 80 0.0.0.0/0 any 0.0.0.0/0 in_eth0",
            "allow tcp 80 0.0.0.0/0 any 0.0.0.0/0 out",
            "route:allow tcp 80 0.0.0.0/0 any 0.0.0.0/0 in",
            "allow tcp 80,443 0.0.0.0/0 any 0.0.0.0/0 in",
            "allow tcp 80 0.0.0.0/0 any dead.beef in",
            "allow tcp 80 0.0.0.0/0 any 10.0.0.1/99 in",
            "allow tcp 80 0.0.0.0/0 any 10.0.0.1/255.0.0.0 in",
            "allow tcp 80 ::/0 any ::::: in",
            "")) {
      assertThat(UfwRule.read(tuple)).as(tuple).isEmpty();
    }
    assertThat(UfwRule.read("allow tcp 80 ::/0 any ::ffff:1.2.3.4/120 in"))
        .isEqualTo(
            Optional.of(new UfwRule(Ports.Protocol.TCP, 80, 80, "0:0:0:0:0:ffff:102:300/120")));
  }
}
