package org.bbbfleet.dashboards.surroundings;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Panel;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.backups.BackupMetrics;
import org.bbbfleet.exporters.certificates.CertificateMetrics;
import org.bbbfleet.exporters.coturn.CoturnMetrics;
import org.bbbfleet.exporters.docker.DockerMetrics;
import org.bbbfleet.exporters.drbd.DrbdMetrics;
import org.bbbfleet.exporters.fail2ban.Fail2banMetrics;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.exporters.greenlight.GreenlightMetrics;
import org.bbbfleet.exporters.pacemaker.PacemakerMetrics;

/** What surrounds BigBlueButton: front end, TURN, clusters, certificates, backups, bans. */
@AutoService(Dashboard.Source.class)
public final class SurroundingsDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-surroundings",
            "Around BigBlueButton",
            "Does all that BigBlueButton needs around it work?",
            FleetMetrics.COLLECTOR_SUCCESS)
        .row("Is everything watched?", watched())
        .row("Do people get in?", frontEnds())
        .row("Do the clusters hold?", clusters())
        .row("Do the containers run?", containers())
        .row("What would be missed too late?", files());
  }

  private static Panel[] watched() {
    return new Panel[] {
      timeseries(
              "Collectors that fail",
              "Should be empty: what they watch is not measured. The agent's page says why.")
          .query(here(FleetMetrics.COLLECTOR_SUCCESS).is(0), "{{host}} {{collector}}")
          .whenEmpty("none")
    };
  }

  private static Panel[] frontEnds() {
    return new Panel[] {
      stat("Greenlights that are healthy", "By their own check. Below 100 %: see what they lack.")
          .query(here(GreenlightMetrics.HEALTHY).avgBy(), "")
          .unit(Unit.RATIO)
          .goodFrom(1)
          .whenEmpty("no Greenlight"),
      timeseries(
              "What Greenlight lacks", "Should be empty. Mend that component; it recovers itself.")
          .query(here(GreenlightMetrics.UNHEALTHY).is(1), "{{host}} {{component}}")
          .whenEmpty("nothing"),
      stat("TURN allocations", "Relays in use. 0 during lectures: do clients reach it?")
          .query(here(CoturnMetrics.ALLOCATIONS).sumBy(), "")
          .whenEmpty("no TURN server"),
      timeseries("TURN allocations by host", "Near the number of relay ports: widen the range.")
          .query(here(CoturnMetrics.ALLOCATIONS), "{{host}}")
          .whenEmpty("no TURN server"),
      timeseries("Datagrams lost at TURN", "Above 0 for long: too little processor time there.")
          .query(here(CoturnMetrics.DROPS).rateOfInterval(), "{{host}}")
          .unit(Unit.PER_SECOND)
          .whenEmpty("no TURN server")
    };
  }

  private static Panel[] clusters() {
    return new Panel[] {
      stat("Nodes without quorum", "Above 0: mend the network, or start the missing nodes.")
          .query(here(PacemakerMetrics.QUORATE).is(0).countBy(), "")
          .badFrom(1)
          .whenEmpty("none"),
      timeseries("Nodes that are offline", "As each node sees it. Should be empty: start them.")
          .query(
              here(PacemakerMetrics.NODES).with("status", "online").is(0), "{{node}} by {{host}}")
          .whenEmpty("none"),
      timeseries("Resources that failed", "Mend the cause, then clean up. Should be empty.")
          .query(
              here(PacemakerMetrics.RESOURCES).with("status", "failed").is(1),
              "{{resource}} on {{node}}")
          .whenEmpty("none"),
      timeseries("Mirrored volumes out of sync", "Falling: it catches up. Flat: is it connected?")
          .query(here(DrbdMetrics.OUT_OF_SYNC), "{{host}} {{resource}}/{{volume}}")
          .unit(Unit.BYTES)
          .whenEmpty("no DRBD")
    };
  }

  private static Panel[] containers() {
    return new Panel[] {
      timeseries("Containers by status", "restarting or dead: look at their log.")
          .query(here(DockerMetrics.CONTAINERS).above(0), "{{host}} {{status}}")
          .whenEmpty("no Docker"),
      timeseries("Restarts by Docker", "So far. A slope: it ends again and again; read its log.")
          .query(here(DockerMetrics.RESTARTS), "{{host}} {{container}}")
          .whenEmpty("no Docker")
    };
  }

  private static Panel[] files() {
    return new Panel[] {
      table("Certificates in files", "Seconds until the first of each file ends: renew in time.")
          .query(here(CertificateMetrics.EARLIEST).minus(Expr.time()), "")
          .column("host", "Host")
          .column("path", "File")
          .column("Value", "Ends in")
          .unit(Unit.SECONDS),
      timeseries("Age of the newest backup", "Beyond its limit: mend the job that writes it.")
          .query(Expr.time().minus(here(BackupMetrics.LAST)), "{{host}} {{set}}")
          .unit(Unit.SECONDS)
          .whenEmpty("no backups are configured"),
      timeseries("Size of the newest backup", "A sudden fall: it may be cut off.")
          .query(here(BackupMetrics.SIZE), "{{host}} {{set}}")
          .unit(Unit.BYTES)
          .whenEmpty("no backups are configured"),
      timeseries(
              "Addresses that are banned", "A peak: somebody guesses passwords; look at the jail.")
          .query(here(Fail2banMetrics.NOW).with("counter", "banned"), "{{host}} {{jail}}")
          .whenEmpty("no fail2ban")
    };
  }
}
