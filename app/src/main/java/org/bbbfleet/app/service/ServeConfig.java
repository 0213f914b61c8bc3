package org.bbbfleet.app.service;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bbbfleet.app.service.api.Access;
import org.bbbfleet.app.service.api.Caller;
import org.bbbfleet.app.service.api.Tokens;
import org.bbbfleet.app.service.api.TokensFile;
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
 * @param reading who may read through the API
 * @param named the tokens of people and programs
 * @param grafana where annotations go, if anywhere
 * @param provisioning what the service provisions, if anything
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
    Reading reading,
    List<Tokens.Token> named,
    Optional<Grafana> grafana,
    Optional<Provisioning> provisioning,
    AlertingConfig alerting) {

  /** Who may read through the API. */
  public enum Reading {
    /** Whoever has a token of at least a viewer. */
    TOKEN,
    /** Whoever reaches the port. */
    OPEN
  }

  /**
   * Where annotations go.
   *
   * @param url Grafana's root
   * @param token of a service account that may write annotations
   */
  public record Grafana(URI url, Secret token) {}

  /**
   * What the service provisions, and with which rights.
   *
   * @param inventory a file, or the directory of one
   * @param key the operator's private key
   * @param knownHosts the hosts' keys
   * @param vaultPassword the file with the vault's password
   * @param artifacts where the distribution and the runtimes are; beside the program without it
   * @param approval whether a plan's author may approve it
   */
  public record Provisioning(
      Path inventory,
      Path key,
      Path knownHosts,
      Optional<Path> vaultPassword,
      Optional<Path> artifacts,
      Approval approval) {}

  /** Who may approve a run. */
  public enum Approval {
    /** Whoever may approve, the plan's author too. */
    ANYBODY,
    /**
     * Whoever may approve and did not ask for the plan; both by tokens of their own: the default.
     */
    ANOTHER
  }

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
    Reading reading = choice(section, "read", Reading.TOKEN);
    Optional<Path> tokens = section.string("tokens_file").map(Path::of);
    Optional<Grafana> grafana = grafana(section.section("grafana"));
    Optional<Provisioning> provisioning = provisioning(section.section("provision"));
    AlertingConfig alerting = AlertingConfig.read(section, webhook);
    section.finish();
    return new ServeConfig(
        listen,
        store,
        fleet,
        webhook,
        api,
        prometheus,
        key,
        dryRun,
        poll,
        probes,
        reading,
        tokens.map(TokensFile::load).orElse(List.of()),
        grafana,
        provisioning,
        alerting);
  }

  private static Optional<Grafana> grafana(Section section) {
    if (section.keys().isEmpty()) {
      return Optional.empty();
    }
    Optional<URI> url = section.url("url");
    if (url.isEmpty()) {
      section.problem("url", "is missing. Name Grafana's root: http://127.0.0.1:3000/");
    }
    return Optional.of(
        new Grafana(url.orElse(URI.create("http://127.0.0.1/")), token(section, "token")));
  }

  private static Optional<Provisioning> provisioning(Section section) {
    if (section.keys().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Provisioning(
            Path.of(section.required("inventory", "Name a file or directory.")),
            Path.of(section.required("private_key", "The service has no key but the healer's.")),
            Path.of(section.required("known_hosts", "Name the file of the hosts' keys.")),
            section.string("vault_password_file").map(Path::of),
            section.string("artifacts").map(Path::of),
            choice(section, "approval", Approval.ANOTHER)));
  }

  private static <E extends Enum<E>> E choice(Section section, String key, E fallback) {
    String text = section.string(key, label(fallback));
    for (E value : fallback.getDeclaringClass().getEnumConstants()) {
      if (label(value).equals(text)) {
        return value;
      }
    }
    section.problem(
        key,
        "must be one of "
            + Stream.of(fallback.getDeclaringClass().getEnumConstants())
                .map(ServeConfig::label)
                .collect(Collectors.joining(", ")));
    return fallback;
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Who may call the API: named tokens, the one that everybody shares, and none for reading. */
  Tokens tokens() {
    List<Tokens.Token> all = new ArrayList<>(named);
    all.add(
        new Tokens.Token(
            "api.token", Access.ADMIN, Caller.Identity.ASSERTED, Tokens.hash(apiToken.reveal())));
    return new Tokens(all, reading == Reading.OPEN ? Access.VIEWER : Access.ANYONE);
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
