package org.bbbfleet.alerts.routing;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whom Alertmanager calls when a person is wanted.
 *
 * @param mail by mail
 * @param slack by Slack, or what takes its messages
 * @param webhooks by webhooks of one's own
 */
public record People(Optional<Mail> mail, Optional<Slack> slack, List<URI> webhooks) {

  /**
   * Mail.
   *
   * @param to the receivers' addresses, separated by commas
   * @param from the sender's address
   * @param smarthost the mail server: {@code mail.example.org:587}
   * @param hello the name by which it is greeted; may be empty
   * @param user the user it wants; empty for none
   * @param passwordFile the file on Alertmanager's host that holds the password; since 0.25
   * @param tls whether no mail is sent without TLS
   */
  public record Mail(
      String to,
      String from,
      String smarthost,
      String hello,
      String user,
      String passwordFile,
      Tls tls) {}

  /** Whether mail may go without TLS. */
  public enum Tls {
    REQUIRED,
    OFFERED
  }

  /**
   * Slack.
   *
   * @param urlFile the file on Alertmanager's host that holds the secret address
   * @param channel the channel; may be empty
   */
  public record Slack(String urlFile, String channel) {}

  public People {
    webhooks = List.copyOf(webhooks);
  }

  /** Nobody: escalations are only seen on Alertmanager's and our own pages. */
  public static People nobody() {
    return new People(Optional.empty(), Optional.empty(), List.of());
  }

  /** Alertmanager's receiver. */
  Map<String, Object> receiver(String name) {
    Map<String, Object> receiver = new LinkedHashMap<>();
    receiver.put("name", name);
    mail.ifPresent(m -> receiver.put("email_configs", List.of(email(m))));
    slack.ifPresent(s -> receiver.put("slack_configs", List.of(message(s))));
    if (!webhooks.isEmpty()) {
      List<Object> hooks = new ArrayList<>();
      webhooks.forEach(url -> hooks.add(Map.of("url", url.toString(), "send_resolved", true)));
      receiver.put("webhook_configs", hooks);
    }
    return receiver;
  }

  private static Map<String, Object> email(Mail mail) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("to", mail.to());
    config.put("from", mail.from());
    config.put("smarthost", mail.smarthost());
    if (!mail.hello().isEmpty()) {
      config.put("hello", mail.hello());
    }
    if (!mail.user().isEmpty()) {
      config.put("auth_username", mail.user());
      config.put("auth_password_file", mail.passwordFile());
    }
    config.put("require_tls", mail.tls() == Tls.REQUIRED);
    config.put("send_resolved", true);
    config.put("headers", Map.of("Subject", SUBJECT));
    config.put("html", "");
    config.put("text", TEXT);
    return config;
  }

  private static Map<String, Object> message(Slack slack) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("api_url_file", slack.urlFile());
    if (!slack.channel().isEmpty()) {
      config.put("channel", slack.channel());
    }
    config.put("send_resolved", true);
    config.put("title", SUBJECT);
    config.put("text", TEXT);
    return config;
  }

  private static final String SUBJECT =
      "BBB Fleet {{ if eq .Status \"firing\" }}needs you{{ else }}: over{{ end }}:"
          + " {{ range $i, $a := .Alerts }}{{ if lt $i 1 }}{{ $a.Annotations.summary }}{{ end }}"
          + "{{ end }}{{ if gt (len .Alerts) 1 }} and {{ len .Alerts }} in all{{ end }}";

  private static final String TEXT =
      "{{ range .Alerts }}{{ .Annotations.summary }}\n"
          + "{{ with .Annotations.seen }}seen: {{ . }}\n{{ end }}"
          + "{{ with .Annotations.done }}done: {{ . }}\n{{ end }}"
          + "{{ with .Annotations.output }}output: {{ . }}\n{{ end }}"
          + "{{ with .Annotations.console }}console: {{ . }}\n{{ end }}"
          + "{{ with .Annotations.runbook_url }}runbook: {{ . }}\n{{ end }}\n{{ end }}";
}
