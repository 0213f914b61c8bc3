package org.bbbfleet.app.service;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.app.service.api.Access;
import org.bbbfleet.app.service.api.Caller;
import org.bbbfleet.app.service.api.Tokens;
import org.bbbfleet.core.config.ListenAddress;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * The configuration of {@code fleet serve}.
 *
 * @param listen where it listens
 * @param store the SQLite file
 * @param fleet the file that lists the hosts and their roles
 * @param webhookToken what Alertmanager must present
 * @param apiToken what an operator's command must present to change something
 * @param prometheus where signals are asked
 * @param healer how hosts are reached to heal them
 * @param dryRun everything happens but the actions
 * @param poll how often the status page's data is measured
 * @param probes further modules of {@code /probe}, a file in blackbox_exporter's format
 * @param alerting who sends notifications, and who is called
 */
public record ServeConfig(
    ListenAddress listen,
    Path store,
    Path fleet,
    Secret webhookToken,
    Secret apiToken,
    URI prometheus,
    HealerKey healer,
    boolean dryRun,
    Duration poll,
    Optional<Path> probes,
    AlertingConfig alerting) {

  /**
   * How hosts are reached to heal them.
   *
   * @param key the private key that each host binds to the forced command
   * @param knownHosts the hosts' keys
   * @param localProgram the forced command on this machine, for hosts that are this machine
   */
  public record HealerKey(Path key, Path knownHosts, Optional<Path> localProgram) {}

  /**
   * Reads the configuration.
   *
   * @throws org.bbbfleet.core.error.ProblemsException with everything that is wrong with it
   */
  public static ServeConfig read(Section section) {
    ListenAddress listen = ListenAddress.read(section, "listen", "0.0.0.0:9780");
    Path store = Path.of(section.string("store", "/var/lib/bbb-fleet/fleet.db"));
    Path fleet = Path.of(section.string("fleet", "/etc/bbb-fleet/fleet.json"));
    Secret webhook = token(section, "webhook_token");
    Secret api = token(section, "api_token");
    URI prometheus = section.url("prometheus").orElse(URI.create("http://127.0.0.1:9090"));
    Section healer = section.section("healer");
    HealerKey key =
        new HealerKey(
            Path.of(healer.string("key", "/etc/bbb-fleet/healer_ed25519")),
            Path.of(healer.string("known_hosts", "/etc/bbb-fleet/known_hosts")),
            healer.string("local_program").map(Path::of));
    boolean dryRun = healer.flag("dry_run", false);
    Duration poll = section.duration("poll", Duration.ofSeconds(2));
    Optional<Path> probes = section.string("probes").map(Path::of);
    AlertingConfig alerting = AlertingConfig.read(section, webhook);
    section.finish();
    return new ServeConfig(
        listen, store, fleet, webhook, api, prometheus, key, dryRun, poll, probes, alerting);
  }

  /** Who may call the API: the one token that everybody shares, and reading without any. */
  Tokens tokens() {
    return new Tokens(
        List.of(
            new Tokens.Token(
                "api.token",
                Access.ADMIN,
                Caller.Identity.ASSERTED,
                Tokens.hash(apiToken.reveal()))),
        Access.VIEWER);
  }

  private static Secret token(Section section, String key) {
    Optional<Secret> secret = section.secret(key);
    if (secret.isEmpty()) {
      section.problem(key, "is missing. Name a file that holds it: " + key + "_file");
      return new Secret("");
    }
    if (secret.get().reveal().length() < 16) {
      section.problem(key, "is shorter than 16 characters. Make one: openssl rand -hex 32");
    }
    return secret.get();
  }
}
