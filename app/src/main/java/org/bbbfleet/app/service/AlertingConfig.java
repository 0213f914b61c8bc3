package org.bbbfleet.app.service;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.escalation.Channel;
import org.bbbfleet.alerts.escalation.EscalationConfig;
import org.bbbfleet.alerts.escalation.MailChannel;
import org.bbbfleet.alerts.escalation.MailConfig;
import org.bbbfleet.alerts.escalation.WebhookChannel;
import org.bbbfleet.alerts.incident.HealerConfig;
import org.bbbfleet.alerts.incident.Outside;
import org.bbbfleet.alerts.intake.AlertmanagerApi;
import org.bbbfleet.alerts.intake.IntakeConfig;
import org.bbbfleet.alerts.intake.JsonApi;
import org.bbbfleet.alerts.intake.PrometheusAlerts;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who sends notifications, how they are healed, and who is called when that fails.
 *
 * @param healing how the healer behaves
 * @param intake who may send notifications
 * @param alertmanagers the members of the Alertmanager cluster; may be empty
 * @param escalation how people are called
 * @param mail the mail that calls them, if any
 * @param webhook the webhook that calls them, if any
 */
public record AlertingConfig(
    HealerConfig healing,
    IntakeConfig intake,
    List<URI> alertmanagers,
    EscalationConfig escalation,
    Optional<MailConfig> mail,
    Optional<Webhook> webhook) {
  private static final Logger log = LoggerFactory.getLogger(AlertingConfig.class);
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /**
   * A webhook that calls people.
   *
   * @param address where it is; secret, as chats put their password into it
   * @param token presented as a bearer token
   */
  public record Webhook(Secret address, Optional<Secret> token) {}

  /** From {@code healing}, {@code intake}, {@code alertmanagers} and {@code escalation}. */
  static AlertingConfig read(Section section, Secret token) {
    Section escalation = section.section("escalation");
    List<URI> alertmanagers = alertmanagers(section);
    return new AlertingConfig(
        HealerConfig.read(section.section("healing"), token),
        token.reveal().isBlank()
            ? IntakeConfig.standard(new Secret("-"))
            : IntakeConfig.read(section.section("intake"), token),
        alertmanagers,
        EscalationConfig.read(escalation),
        MailConfig.read(escalation.section("mail")),
        webhook(escalation.section("webhook")));
  }

  private static List<URI> alertmanagers(Section section) {
    List<URI> addresses = new ArrayList<>();
    for (String address : section.strings("alertmanagers", List.of())) {
      try {
        URI uri = URI.create(address);
        if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("https?")) {
          throw new IllegalArgumentException("no http or https address with a host");
        }
        addresses.add(uri);
      } catch (IllegalArgumentException e) {
        section.problem("alertmanagers", "must be addresses: http://mon-1:9093, not " + address);
      }
    }
    Optional<URI> one = section.url("alertmanager");
    if (one.isPresent()) {
      log.warn(
          "{} is the old name of a list: write alertmanagers: [{}]",
          section.where("alertmanager"),
          one.get());
    }
    return addresses.isEmpty() ? one.stream().toList() : List.copyOf(addresses);
  }

  private static Optional<Webhook> webhook(Section section) {
    Optional<Secret> address = section.secret("url");
    if (address.isPresent() && !address.get().reveal().strip().matches("https?://[^\\s]+")) {
      section.problem("url", "must be an address: https://chat.example.org/hooks/…");
      return Optional.empty();
    }
    return address.map(url -> new Webhook(url, section.secret("token")));
  }

  /** The members of the Alertmanager cluster, connected to lazily. */
  List<AlertmanagerApi> members(Vertx vertx, Clock clock) {
    return alertmanagers.stream()
        .map(
            address ->
                new AlertmanagerApi(
                    new JsonApi(vertx, "Alertmanager", address, Optional.empty(), DEADLINE), clock))
        .toList();
  }

  /** What the healer talks to besides the hosts; connected to lazily. */
  Outside outside(Vertx vertx, Clock clock, URI prometheus, List<AlertmanagerApi> members) {
    List<Channel> channels = new ArrayList<>();
    mail.ifPresent(settings -> channels.add(new MailChannel(settings, clock)));
    webhook.ifPresent(
        hook ->
            channels.add(
                new WebhookChannel(
                    new JsonApi(
                        vertx,
                        "webhook",
                        URI.create(hook.address().reveal().strip()),
                        hook.token(),
                        DEADLINE))));
    PrometheusAlerts evaluated =
        new PrometheusAlerts(
            new JsonApi(vertx, "Prometheus", prometheus, Optional.empty(), DEADLINE), clock);
    return new Outside(
        List.copyOf(members), List.copyOf(members), Optional.of(evaluated), channels, escalation);
  }
}
