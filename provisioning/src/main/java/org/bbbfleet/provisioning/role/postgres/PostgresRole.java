package org.bbbfleet.provisioning.role.postgres;

import static org.bbbfleet.alerts.action.ActionCall.postgresFailover;
import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.postgres.PostgresRules;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;

/** A PostgreSQL that somebody installed, alone or with standbys: watched, not provisioned. */
@AutoService(Role.class)
public final class PostgresRole implements Role {

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public List<String> groups() {
    return List.of("postgres");
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(PostgresRules.DOWN)
            .onlyAPerson("one that was replaced meanwhile must not come back as a primary"),
        Policy.on(PostgresRules.NOT_READ)
            .onlyAPerson("who may look into a database is its admin's to decide"),
        Policy.on(PostgresRules.PRIMARY_DOWN)
            .step(postgresFailover(), Mode.PROPOSE, Duration.ofMinutes(2))
            .thenAPerson(),
        Policy.on(PostgresRules.REPLICATION_STOPPED)
            .onlyAPerson("its access must be mended, or the standby made anew"),
        Policy.on(PostgresRules.LAG)
            .onlyAPerson("it catches up by itself, unless somebody's long query holds it up"),
        Policy.on(PostgresRules.CONNECTIONS)
            .onlyAPerson("which program holds them and may be restarted is not known"));
  }

  @Override
  public int minHealthy() {
    return 1;
  }

  @Override
  public Declaration on(HostView host) {
    return role("postgres").watchedBy(exporter("postgres"));
  }
}
