package org.bbbfleet.provisioning.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.provisioning.resource.Resources.acme;
import static org.bbbfleet.provisioning.resource.Resources.archive;
import static org.bbbfleet.provisioning.resource.Resources.certificate;
import static org.bbbfleet.provisioning.resource.Resources.command;
import static org.bbbfleet.provisioning.resource.Resources.container;
import static org.bbbfleet.provisioning.resource.Resources.firewall;
import static org.bbbfleet.provisioning.resource.Resources.port;
import static org.bbbfleet.provisioning.resource.Resources.postgresDatabase;
import static org.bbbfleet.provisioning.resource.Resources.postgresExtension;
import static org.bbbfleet.provisioning.resource.Resources.postgresRole;
import static org.bbbfleet.provisioning.resource.Resources.tcp;
import static org.bbbfleet.provisioning.resource.Resources.udp;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.facts.Question.Answer;
import org.bbbfleet.provisioning.plan.Planner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the resources of services refuse and decide without a host. */
class ServiceResourcesTest {
  private static final String DIGEST = "sha256:" + "a1".repeat(32);
  private static final Authority AUTHORITY =
      Authority.read(new Secret(Authority.create(Clock.systemUTC())));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a;id",
        "$(id)",
        "`id`",
        "a'b",
        "a\"b",
        "a\nb",
        "-rf",
        "../etc",
        "a/../../b",
        "a\\b",
        "a|b",
        "ü",
        "a\u0000b",
        "%n",
        "*",
        "a=b"
      })
  void namesThatCouldMeanMoreThanANameAreRefused(String hostile) {
    List<ThrowingCallable> all =
        List.of(
            () -> archive("/opt/x", URI.create("https://example.org/x"), hostile),
            () -> command(hostile, "true").onceForThisScript(),
            () -> command("x", "true").onceForThisScript().as(hostile),
            () -> command("x", "true").creates(hostile),
            () -> container(hostile, "x@" + DIGEST),
            () -> container("xx", hostile),
            () -> container("xx", "x:" + hostile + "@" + DIGEST),
            () -> container("xx", DIGEST).volume(hostile, "/data"),
            () -> container("xx", DIGEST).volume("/data", hostile),
            () -> container("xx", DIGEST).environment(hostile, new Secret("x")),
            () -> container("xx", DIGEST).network(hostile),
            () -> container("xx", DIGEST).user(hostile),
            () -> container("xx", DIGEST).memory(hostile),
            () -> postgresRole(hostile),
            () -> postgresRole("x").memberOf(hostile),
            () -> postgresDatabase(hostile, "x"),
            () -> postgresDatabase("x", hostile),
            () -> postgresDatabase("x", "y").grants(hostile),
            () -> postgresExtension("x", hostile),
            () -> postgresExtension(hostile, "x"),
            () -> port(tcp(80)).from(hostile),
            () -> acme(hostile, "a@example.org", "example.org"),
            () -> acme("x", hostile, "example.org"),
            () -> acme("x", "a@example.org", hostile),
            () -> acme("x", "a@example.org", "example.org").webroot(hostile),
            () -> acme("x", "a@example.org", "example.org").reloads(hostile),
            () -> certificate(hostile, AUTHORITY, "x"),
            () -> certificate("/etc/" + hostile, AUTHORITY, "x"),
            () -> certificate("/etc/x", AUTHORITY, hostile.equals("*") ? "" : hostile),
            () -> certificate("/etc/x", AUTHORITY, "x").readBy(hostile));
    for (int i = 0; i < all.size(); i++) {
      assertThatThrownBy(all.get(i))
          .as("number %d with %s", i, hostile)
          .isInstanceOf(IllegalArgumentException.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
    }
  }

  @Test
  void whatRolesReallyNeedIsTaken() {
    assertThatCode(
            () -> {
              container("green-light", "docker.io/bigbluebutton/greenlight:v3.4.1@" + DIGEST);
              container("x1", "registry.example.org:5000/a/b_c@" + DIGEST)
                  .port(80, 8080)
                  .udpPort(53, 53)
                  .reads("/etc/ssl/certs", "/etc/ssl/certs")
                  .volume("named.volume", "/data")
                  .network("host")
                  .user("1000:1000")
                  .memory("2g");
              archive("/opt/x", URI.create("http://[fd00::1]:80/a.tar.gz?x=1&y=2"), "a".repeat(64));
              certificate("/etc/x", AUTHORITY, "*.example.org", "10.0.0.1", "fd00::1", "db-1");
              port(tcp(80)).from("0.0.0.0/0", "::/0", "10.1.2.3/32", "fe80::1");
              postgresRole("app-1").memberOf("pg_monitor");
            })
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsNotOursIsNotTouched() {
    assertThatThrownBy(() -> postgresRole("postgres").absent())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> postgresDatabase("template1", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> archive("/opt/x", URI.create("https://me:secret@example.org/x"), "a".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> archive("/opt/x", URI.create("file:///etc/x"), "a".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> container("xx", "greenlight:latest"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> container("xx", DIGEST).environment("A", new Secret("x\nB=y")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("B=y");
  }

  // The exchange of RFC 7677, section 3: its server's signature proves the verifier.
  @Test
  void aVerifierIsThatOfTheRfc() throws Exception {
    byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    String verifier = ScramVerifier.of("pencil", salt);
    assertThat(verifier).startsWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$");
    String exchange =
        "n=user,r=rOprNGfwEbeRWgbNEkqO,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] serverKey =
        Base64.getDecoder().decode(verifier.substring(verifier.lastIndexOf(':') + 1));
    mac.init(new SecretKeySpec(serverKey, "HmacSHA256"));
    assertThat(
            Base64.getEncoder()
                .encodeToString(mac.doFinal(exchange.getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    assertThat(ScramVerifier.matches(verifier, "pencil")).isTrue();
    assertThat(ScramVerifier.matches(verifier, "pencils")).isFalse();
    assertThat(ScramVerifier.matches(verifier.replace("4096", "999999"), "pencil")).isFalse();
    assertThat(ScramVerifier.matches("md5" + "0".repeat(32), "pencil")).isFalse();
  }

  @Test
  void linesThatAreMadeAnewEachTimeDoNotTellPlansApart() {
    Certificate wanted = certificate("/etc/x", AUTHORITY, "x.example.org");
    Change one = Change.of(Change.Sign.ADD, wanted, "", "a\n" + Change.anew("1\n") + "b\n");
    Change two = Change.of(Change.Sign.ADD, wanted, "", "a\n" + Change.anew("2\n") + "b\n");
    assertThat(one.script()).isNotEqualTo(two.script());
    assertThat(one.lasting()).isEqualTo(two.lasting()).contains("a\n", "b\n").doesNotContain("1");
    Change other = Change.of(Change.Sign.ADD, wanted, "", "a\n" + Change.anew("1\n") + "c\n");
    assertThat(other.lasting()).isNotEqualTo(one.lasting());
  }

  @Test
  void portsOfSeveralRolesAreOneFirewall() {
    Resource all =
        Planner.merge(
                List.of(
                    port(tcp(6379)).from("10.0.0.1"),
                    port(tcp(6379)).from("10.0.0.2"),
                    port(udp(5000, 5010)),
                    port(tcp(443)).from("10.0.0.3"),
                    port(tcp(443)),
                    firewall().closed().back(Duration.ofSeconds(5))))
            .get(0);
    assertThat(((Firewall) all).ports().stream().map(Ports::toString))
        .containsExactly("tcp/443", "tcp/6379 from 10.0.0.1, 10.0.0.2", "udp/5000-5010");
    assertThat(((Firewall) all).others()).isEqualTo(Firewall.Others.CLOSED);
    assertThat(((Firewall) all).back()).isEqualTo(Duration.ofSeconds(5));
    assertThatThrownBy(() -> Planner.merge(List.of(port(tcp(1)), firewall().absent())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatAHostSaysOfItsFirewallIsNotBelievedBlindly() {
    FirewallFact found =
        new FirewallFact.Look()
            .read(
                new Answer(
                    0, List.of("came evil.example.org 1 10.0.0.1 22", "ssh 2222", "listing x")));
    assertThat(found.client()).isEmpty();
    assertThat(found.ssh()).containsExactly(22, 2222);
    assertThat(found.loaded()).isEmpty();
  }

  @Test
  void anAuthorityThatIsDamagedSaysSoAndNotItself() {
    assertThatThrownBy(() -> Authority.read(new Secret("hunter2")))
        .isInstanceOf(FleetException.class)
        .hasMessageNotContaining("hunter2");
    assertThat(AUTHORITY.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void aContainersUnitHoldsNoSecret() {
    Container wanted = container("xx", DIGEST).environment("A", new Secret("hunter2"));
    assertThat(wanted.toString()).doesNotContain("hunter2");
  }
}
