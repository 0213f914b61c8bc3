package org.bbbfleet.provisioning.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.provisioning.resource.Resources.acme;
import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.packages;
import static org.bbbfleet.provisioning.resource.Resources.unitFile;

import java.net.URI;
import org.bbbfleet.alerts.action.HealScript;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Debian's certbot, nginx and Pebble, an authority for tests that speaks RFC 8555: certificates are
 * got, and renewed by the healer's script, over HTTP on a host of their own.
 */
@Tag("system")
@Tag("long")
final class AcmeSystemTest {
  private static final URI PEBBLE = URI.create("https://localhost:14000/dir");
  private static final String LIVE = "/etc/letsencrypt/live/web";
  private static LibraryHost host;

  @BeforeAll
  static void up() {
    host = LibraryHost.up("acme");
    host.on("echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/lab");
    host.apply(packages("certbot", "nginx-light", "openssl", "pebble"));
    host.on("systemctl disable -q --now certbot.timer");
    host.on("echo 127.0.0.1 web.example.org www.example.org api.example.org >>/etc/hosts");
    // Certificates of five days: each is due from the beginning.
    host.apply(
        directory("/etc/pebble"),
        file(
            "/etc/pebble/pebble.json",
            """
            {"pebble": {
              "listenAddress": "127.0.0.1:14000",
              "managementListenAddress": "127.0.0.1:15000",
              "certificate": "/etc/pebble/cert.pem",
              "privateKey": "/etc/pebble/key.pem",
              "httpPort": 80,
              "tlsPort": 443,
              "certificateValidityPeriod": 432000
            }}
            """),
        unitFile(
            "pebble.service",
            """
            [Service]
            Environment=PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 PEBBLE_AUTHZREUSE=0
            ExecStart=/usr/bin/pebble -config /etc/pebble/pebble.json
            """));
    host.on(
        """
        cd /etc/pebble
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=lab \\
          -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem 2>/dev/null
        cp cert.pem /usr/local/share/ca-certificates/pebble.crt
        update-ca-certificates >/dev/null 2>&1
        systemctl start pebble nginx
        """);
    await("openssl s_client -connect 127.0.0.1:14000 </dev/null >/dev/null 2>&1");
    host.apply(
        directory("/etc/bbb-fleet"),
        file(
            "/etc/bbb-fleet/heal.certificates",
            "web file=" + LIVE + "/fullchain.pem by=certbot reload=nginx.service\n"),
        file("/root/fleet-heal", HealScript.text()));
  }

  @AfterAll
  static void down() {
    if (host != null) {
      host.close();
    }
  }

  private static void await(String condition) {
    host.on(
        "i=0; until { "
            + condition
            + "; }; do i=$((i + 1)); [ $i -lt 300 ] || { echo 'waited too long'; exit 1; }; sleep 0.1;"
            + " done");
  }

  private static Acme wanted(String... names) {
    return acme("web", "admin@example.org", names)
        .webroot("/var/www/html")
        .from(PEBBLE)
        .reloads("nginx.service");
  }

  /** What nginx serves. */
  private static String served() {
    return host.on(
        "openssl s_client -connect 127.0.0.1:443 </dev/null 2>/dev/null"
            + " | openssl x509 -noout -serial");
  }

  private static String shown(String option) {
    return host.on("openssl x509 -noout " + option + " -in " + LIVE + "/fullchain.pem");
  }

  private static String heal() {
    return host.on(
        "SSH_CONNECTION='x 1 x 2' SSH_ORIGINAL_COMMAND='renew-certificate web' sh /root/fleet-heal"
            + " || echo \"status $?\"");
  }

  private static void isServed() {
    String serial = shown("-serial");
    await(
        "[ \"$(openssl s_client -connect 127.0.0.1:443 </dev/null 2>/dev/null"
            + " | openssl x509 -noout -serial)\" = '"
            + serial
            + "' ]");
  }

  @Test
  void aCertificateIsGotKeptRenewedAndServed() {
    Acme one = wanted("web.example.org");
    assertThat(host.apply(one)).containsExactly("+ acme certificate web   web.example.org");
    assertThat(shown("-issuer")).contains("Pebble Intermediate CA");
    String first = shown("-serial");
    assertThat(host.apply(one)).as("the second run").isEmpty();
    assertThat(shown("-serial")).isEqualTo(first);
    host.apply(
        file(
            "/etc/nginx/conf.d/tls.conf",
            "server { listen 443 ssl; ssl_certificate "
                + LIVE
                + "/fullchain.pem; ssl_certificate_key "
                + LIVE
                + "/privkey.pem; }\n"));
    host.on("systemctl reload nginx");
    isServed();

    // One more name; certbot's hook has nginx read it.
    Acme two = wanted("web.example.org", "www.example.org");
    assertThat(host.apply(two)).hasSize(1);
    assertThat(shown("-ext subjectAltName")).contains("DNS:www.example.org");
    assertThat(shown("-serial")).isNotEqualTo(first);
    isServed();

    // Renewed by the healer.
    String before = shown("-serial");
    assertThat(heal())
        .matches(
            "renewed web: " + LIVE + "/fullchain.pem now ends [0-9-]{10}\nreloaded nginx.service");
    assertThat(shown("-serial")).isNotEqualTo(before);
    isServed();
    assertThat(host.plan(two)).isEmpty();

    whatSomebodyBrokeIsMendedInPlace(two);
    anAuthorityThatFailsLeavesWhatIsThere(two);
  }

  private void whatSomebodyBrokeIsMendedInPlace(Acme wanted) {
    // A copy in place of certbot's link would never be renewed.
    host.on(
        "cp --remove-destination \"$(readlink -f %1$s/fullchain.pem)\" %1$s/fullchain.pem"
            .formatted(LIVE));
    assertThat(host.apply(wanted)).hasSize(1);
    host.on("rm -r " + LIVE);
    assertThat(host.apply(wanted)).hasSize(1);
    host.on("rm /etc/letsencrypt/renewal/web.conf");
    assertThat(host.apply(wanted)).hasSize(1);
    // Renewed elsewhere than is wanted.
    host.on(
        "sed -i 's/^server = .*/server = https:..old.example.org.dir/' /etc/letsencrypt/renewal/web.conf");
    assertThat(host.apply(wanted)).hasSize(1);
    assertThat(host.lines("ls -A /etc/letsencrypt/live /etc/letsencrypt/renewal"))
        .as("no second one beside it")
        .contains("web", "web.conf")
        .noneMatch(name -> name.contains("-0001") || name.startsWith(".web"));
    isServed();
    assertThat(heal()).startsWith("renewed web");
  }

  private void anAuthorityThatFailsLeavesWhatIsThere(Acme wanted) {
    // It looks for the challenge where nobody answers.
    assertThatThrownBy(() -> host.carryOut(wanted("web.example.org", "nowhere.example.org")))
        .hasMessageContaining("Domain: nowhere.example.org")
        .hasMessageContaining("Detail:");
    isServed();

    // The authority can't reach us.
    host.on("systemctl stop nginx");
    assertThat(heal())
        .startsWith("certbot did not renew web (status 1): Domain: w")
        .contains("Detail:", "refused");
    host.on("systemctl start nginx");

    host.on("systemctl stop pebble");
    String serial = shown("-serial");
    assertThat(heal())
        .startsWith(
            "certbot did not renew web (status 1): Failed to renew certificate web with error: ")
        .contains("localhost")
        .endsWith("status 1");
    assertThatThrownBy(() -> host.carryOut(wanted("web.example.org", "api.example.org")))
        .hasMessageContaining("localhost");
    // Also where certbot does not know what is there.
    host.on("rm /etc/letsencrypt/renewal/web.conf");
    assertThatThrownBy(() -> host.carryOut(wanted)).hasMessageContaining("localhost");
    assertThat(shown("-serial")).isEqualTo(serial).isEqualTo(served());
    host.on("systemctl restart nginx");
    isServed();
    assertThat(host.lines("ls -A /etc/letsencrypt")).noneMatch(name -> name.startsWith(".web"));
  }
}
