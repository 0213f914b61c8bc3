package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real certificates of openssl, renewed by what stands in for certbot and systemd. */
class RenewCertificateTest {
  @TempDir Path directory;
  private HealTwin host;
  private Path file;

  @BeforeEach
  void prepare() throws Exception {
    host = new HealTwin(directory);
    file = host.root().resolve("etc/tls/web.pem");
    Files.createDirectories(file.getParent());
    issue(5);
    host.list(
        "certificates",
        "web file=/etc/tls/web.pem by=issue.service reload=nginx.service,haproxy.service"
            + " restart=coturn.service",
        "acme file=/etc/tls/web.pem by=certbot days=20");
    systemctl("");
  }

  private String command(int days) {
    return ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %1$s.key"
            + " -out %1$s -days %2$d -subj /CN=x 2>/dev/null")
        .formatted(file, days);
  }

  private void issue(int days) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("sh", "-c", command(days)).inheritIO().start().waitFor())
        .isZero();
  }

  private void systemctl(String onStart) {
    host.program("systemctl", "case $1 in start) :; " + onStart + " ;; is-active) ;; *) ;; esac");
  }

  @Test
  void renewsWhatEndsSoonAndPassesItOn() {
    systemctl(command(60));
    Shell.Result dry = host.heal("dry-run renew-certificate web");
    assertThat(dry.out())
        .matches(
            "would renew web by issue.service: /etc/tls/web.pem ends [0-9-]{10}\n"
                + "would then reload nginx.service,haproxy.service\n"
                + "would then restart coturn.service\n");
    assertThat(host.calls()).isEmpty();

    Shell.Result result = host.heal("renew-certificate web");
    assertThat(result.out())
        .matches(
            "renewed web: /etc/tls/web.pem now ends [0-9-]{10}\nreloaded nginx.service\n"
                + "reloaded haproxy.service\nrestarted coturn.service\n");
    assertThat(result.exitStatus()).isZero();

    host.forgetCalls();
    result = host.heal("renew-certificate web");
    assertThat(result.out()).contains("that is not soon");
    assertThat(result.exitStatus()).isEqualTo(3);
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void whatIsNoNewerAfterwardsHasFailedAndNothingIsReloaded() {
    Shell.Result result = host.heal("renew-certificate web");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo("issue.service ended well and /etc/tls/web.pem is no newer than it was\n");
    assertThat(host.calls()).noneMatch(call -> call.contains("nginx"));
  }

  @Test
  void tellsWhatCertbotSaid() {
    host.program("certbot", "echo 'too many failed authorizations' >&2; exit 1");
    Shell.Result result = host.heal("renew-certificate acme");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo("certbot did not renew acme (status 1): too many failed authorizations\n");
    assertThat(host.calls())
        .containsExactly(
            "certbot renew --cert-name acme --force-renewal --non-interactive --no-random-sleep-on-renew");
  }

  @Test
  void ofMuchThatCertbotSaysTheReasonIsTold() {
    host.program(
        "certbot",
        """
        cat <<'X'
        Saving debug log to /var/log/letsencrypt/letsencrypt.log
        - - - - - - - - - - - - - - - - - - - -
        Processing /etc/letsencrypt/renewal/acme.conf
        Certbot failed to authenticate some domains (authenticator: webroot).
          Domain: web.example.org
          Type:   connection
          Detail: Connection refused
        X
        echo 'Failed to renew certificate acme with error: Some challenges have failed.' >&2
        exit 1
        """);
    assertThat(host.heal("renew-certificate acme").out())
        .isEqualTo(
            "certbot did not renew acme (status 1): Domain: web.example.org Detail: Connection"
                + " refused Failed to renew certificate acme with error: Some challenges have"
                + " failed.\n");
  }

  @Test
  void aReloadThatFailsIsAFailure() {
    host.program(
        "systemctl",
        "case $1 in start) %s ;; reload) echo 'configuration is wrong' >&2; exit 1 ;; esac"
            .formatted(command(60)));
    Shell.Result result = host.heal("renew-certificate web");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out())
        .contains("reload of nginx.service failed")
        .contains("restarted coturn");
  }

  @Test
  void dueRenewsAllThatEndSoon() throws Exception {
    Path other = host.root().resolve("etc/tls/other.pem");
    issue(60);
    Files.copy(file, other);
    issue(5);
    host.list(
        "certificates",
        "# ours",
        "later file=/etc/tls/other.pem by=other.service",
        "web file=/etc/tls/web.pem by=issue.service");
    systemctl(command(60));
    Shell.Result result = host.heal("renew-certificate due");
    assertThat(result.exitStatus()).isZero();
    assertThat(result.out()).contains("later ends").contains("renewed web");
    assertThat(host.calls()).noneMatch(call -> call.contains("other.service"));
    assertThat(host.heal("renew-certificate due").exitStatus()).isEqualTo(3);
    host.list("certificates", "# none");
    assertThat(host.heal("renew-certificate due").exitStatus()).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file=/etc/../etc/tls/web.pem by=certbot",
        "file=etc/tls/web.pem by=certbot",
        "by=certbot",
        "file=/etc/tls/web.pem",
        "file=/etc/tls/web.pem by=rm",
        "file=/etc/tls/web.pem by=-x.service",
        "file=/etc/tls/web.pem by=certbot days=0",
        "file=/etc/tls/web.pem by=certbot reload=$(id)",
      })
  void refusesAnEntryThatIsNone(String words) {
    host.list("certificates", "web " + words);
    assertThat(host.heal("renew-certificate web").exitStatus()).isEqualTo(64);
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void refusesWhatIsNotListed() {
    assertThat(host.heal("renew-certificate mail").exitStatus()).isEqualTo(64);
  }
}
