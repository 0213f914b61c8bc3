package org.bbbfleet.alerts.escalation;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.Properties;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** Mail by SMTP. */
public final class MailChannel implements Channel {
  private static final int DEADLINE_MILLIS = 10_000;

  private final MailConfig config;
  private final Clock clock;
  private final Session session;

  public MailChannel(MailConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    Properties properties = new Properties();
    String prefix = "mail.smtp.";
    properties.put(prefix + "host", config.host());
    properties.put(prefix + "port", Integer.toString(config.port()));
    for (String wait : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
      properties.put(prefix + wait, Integer.toString(DEADLINE_MILLIS));
    }
    properties.put(prefix + "ssl.enable", flag(config.tls() == MailConfig.Tls.TLS));
    properties.put(prefix + "starttls.enable", flag(config.tls() != MailConfig.Tls.NONE));
    properties.put(prefix + "starttls.required", flag(config.tls() == MailConfig.Tls.STARTTLS));
    properties.put(prefix + "ssl.checkserveridentity", "true");
    properties.put(prefix + "auth", flag(config.login().isPresent()));
    this.session = Session.getInstance(properties);
  }

  private static String flag(boolean on) {
    return Boolean.toString(on);
  }

  @Override
  public String name() {
    return "mail to " + String.join(", ", config.to());
  }

  @Override
  public void send(Call call) {
    try {
      MimeMessage message = new MimeMessage(session);
      message.setFrom(new InternetAddress(config.from(), true));
      for (String to : config.to()) {
        message.addRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
      }
      message.setSubject(line(call.subject()), StandardCharsets.UTF_8.name());
      message.setText(call.text(), StandardCharsets.UTF_8.name());
      message.setSentDate(Date.from(clock.instant()));
      // So that no holiday reply comes back, and sorting is easy.
      message.setHeader("Auto-Submitted", "auto-generated");
      message.setHeader("X-BBB-Fleet", call.status());
      try (Transport transport = session.getTransport("smtp")) {
        if (config.login().isPresent()) {
          transport.connect(config.login().get().user(), config.login().get().password().reveal());
        } else {
          transport.connect();
        }
        message.saveChanges();
        transport.sendMessage(message, message.getAllRecipients());
      }
    } catch (AuthenticationFailedException e) {
      throw failure(ErrorCategory.AUTHENTICATION, "refused the user or password", e);
    } catch (SendFailedException e) {
      throw failure(ErrorCategory.PROTOCOL, "did not take the mail: " + line(e.getMessage()), e);
    } catch (MessagingException e) {
      throw failure(ErrorCategory.UNREACHABLE, line(String.valueOf(e.getMessage())), e);
    }
  }

  private FleetException failure(ErrorCategory category, String what, Exception cause) {
    return new FleetException(
        category, "mail server " + config.host() + ":" + config.port() + " " + what, cause);
  }

  /** One line: a line feed would begin another header. */
  private static String line(String text) {
    String one = text.replaceAll("\\p{Cntrl}", " ");
    return one.length() > 200 ? one.substring(0, 200) + "…" : one;
  }

  @Override
  public void close() {
    // A connection is made for each mail.
  }
}
