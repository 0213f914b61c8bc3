package org.bbbfleet.provisioning.role.alertmanager;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.bbbfleet.alerts.routing.People;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.resource.Resource;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Variable;

/** Who is called when the healer is at its end: the variables of the playbooks that came before. */
public final class Called {
  private static final Variable<String> TO =
      Variable.text("alertmanager_notify_smtp_address", "who gets mail when a person is wanted");
  private static final Variable<String> FROM =
      Variable.text("alertmanager_smtp_mailfrom", "the sender of that mail");
  private static final Variable<String> SERVER =
      Variable.text("alertmanager_smtp_server", "the mail server");
  private static final Variable<Double> PORT =
      Variable.number("alertmanager_smtp_port", 25, "the mail server's port");
  private static final Variable<String> HELLO =
      Variable.text("alertmanager_smtp_domain", "the name by which the mail server is greeted");
  private static final Variable<String> USER =
      Variable.text("alertmanager_smtp_username", "the user that the mail server wants");
  private static final Variable<String> PASSWORD =
      Variable.text("alertmanager_smtp_password", "that user's password; keep it in a vault")
          .secret();
  private static final Variable<Boolean> TLS =
      Variable.flag("alertmanager_smtp_tls", "no mail is sent without TLS");
  private static final Variable<String> SLACK =
      Variable.text("alertmanager_notify_slack_address", "Slack's address; keep it in a vault")
          .secret();
  private static final Variable<String> CHANNEL =
      Variable.text("alertmanager_notify_slack_channel", "Slack's channel");
  private static final Variable<List<String>> WEBHOOKS =
      Variable.texts("alertmanager_notify_webhooks", "addresses that are called with JSON");

  private final HostView host;

  /** Who is called from a host. */
  public Called(HostView host) {
    this.host = host;
  }

  /** What both who calls declare. */
  public static List<Variable<?>> variables() {
    return List.of(TO, FROM, SERVER, PORT, HELLO, USER, PASSWORD, TLS, SLACK, CHANNEL, WEBHOOKS);
  }

  /** Whether somebody is called from this host, whatever form its variables have. */
  public static boolean reaches(Host host) {
    return (isSet(host, TO) && isSet(host, SERVER)) || isSet(host, SLACK) || isSet(host, WEBHOOKS);
  }

  private static boolean isSet(Host host, Variable<?> variable) {
    Object raw = host.variables().get(variable.name());
    return raw != null && !(raw instanceof List<?> list ? list.isEmpty() : ("" + raw).isBlank());
  }

  /** What is odd about who is called: nobody, or a mail that has no server. */
  public static List<Problem> problems(Placement placement) {
    List<Host> hosts =
        Stream.of("alertmanager", "serve")
            .flatMap(role -> placement.hostsOf(role).stream())
            .distinct()
            .toList();
    List<Problem> problems = new ArrayList<>();
    hosts.stream()
        .filter(host -> isSet(host, TO) && !isSet(host, SERVER))
        .findFirst()
        .ifPresent(
            host ->
                problems.add(
                    Problem.warning(
                        placement.place(host, TO),
                        TO.name()
                            + " is set, but not "
                            + SERVER.name()
                            + ": no mail is sent. Set "
                            + SERVER.name()
                            + ": mail.example.org beside it.")));
    if (problems.isEmpty() && !hosts.isEmpty() && hosts.stream().noneMatch(Called::reaches)) {
      problems.add(
          Problem.warning(
              hosts.get(0).name(),
              "nobody is called when healing is at its end. Set "
                  + TO.name()
                  + " and "
                  + SERVER.name()
                  + ", "
                  + SLACK.name()
                  + " or "
                  + WEBHOOKS.name()
                  + ", for example in group_vars/all.yaml."));
    }
    return problems;
  }

  private String password() {
    return host.get(PASSWORD);
  }

  private String slack() {
    return host.get(SLACK);
  }

  /** The files that hold what is secret of it: those that are needed. */
  public List<Resource> files(
      String passwordFile, String slackFile, BiFunction<String, String, HostFile> file) {
    List<Resource> files = new ArrayList<>();
    if (!password().isEmpty()) {
      files.add(file.apply(passwordFile, password()));
    }
    if (!slack().isEmpty()) {
      files.add(file.apply(slackFile, slack()));
    }
    return files;
  }

  /** As Alertmanager's receivers. */
  People people(String passwordFile, String slackFile) {
    return new People(
        mails()
            ? Optional.of(
                new People.Mail(
                    host.get(TO),
                    from(),
                    smarthost(),
                    host.get(HELLO),
                    user(),
                    passwordFile,
                    tls()))
            : Optional.empty(),
        slack().isEmpty()
            ? Optional.empty()
            : Optional.of(new People.Slack(slackFile, host.get(CHANNEL))),
        host.get(WEBHOOKS).stream().map(URI::create).toList());
  }

  /** As the lines of the service's configuration; empty when it has no way of its own. */
  public List<String> lines(String passwordFile, String slackFile) {
    List<String> lines = new ArrayList<>();
    if (mails()) {
      Map<String, String> mail = new LinkedHashMap<>();
      mail.put("smarthost", quoted(smarthost()));
      mail.put("from", quoted(from()));
      mail.put(
          "to",
          "["
              + String.join(
                  ", ", Stream.of(host.get(TO).split("\\s*,\\s*")).map(Called::quoted).toList())
              + "]");
      mail.put("tls", tls() == People.Tls.REQUIRED ? "starttls" : "offered");
      if (!user().isEmpty()) {
        mail.put("user", quoted(user()));
        mail.put("password_file", passwordFile);
      }
      lines.add("mail:");
      mail.forEach((key, value) -> lines.add("  " + key + ": " + value));
    }
    if (!slack().isEmpty()) {
      lines.add("webhook:");
      lines.add("  url_file: " + slackFile);
    }
    return lines;
  }

  private boolean mails() {
    return !host.get(TO).isEmpty() && !host.get(SERVER).isEmpty();
  }

  private String user() {
    return password().isEmpty() ? "" : host.get(USER);
  }

  private String from() {
    String from = host.get(FROM);
    return from.isEmpty() ? "bbb-fleet@" + host.host().name() : from;
  }

  private String smarthost() {
    return host.get(SERVER) + ":" + host.get(PORT).intValue();
  }

  private People.Tls tls() {
    return host.get(TLS) ? People.Tls.REQUIRED : People.Tls.OFFERED;
  }

  /** JSON's quotes are YAML's, too. */
  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + "\"";
  }
}
