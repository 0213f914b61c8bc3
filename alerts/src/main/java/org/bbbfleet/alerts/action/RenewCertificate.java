package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;

/** Renews a certificate that the host lists, when it ends soon. */
@AutoService(Action.class)
public final class RenewCertificate implements Action {
  @Override
  public String name() {
    return "renew-certificate";
  }

  @Override
  public String effect() {
    return "Renews a listed certificate that ends soon, or all that do, sees that the file is newer, and has what uses it read it.";
  }

  @Override
  public Impact impact() {
    return Impact.DISRUPTIVE;
  }

  @Override
  public String undo() {
    return "Nothing to undo: the certificate before is certbot's archive's, or its issuer's, to keep.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "certificate",
            "[A-Za-z0-9][A-Za-z0-9._-]{0,127}",
            "its name on the list, or due: all that end soon"));
  }

  @Override
  public List<String> fragments() {
    return List.of("certificates");
  }

  @Override
  public Duration timeout() {
    return Duration.ofSeconds(280);
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost("renew-certificate", context.parameter("certificate"));
  }
}
