package org.bbbfleet.provisioning.role.bigbluebutton;

import static org.bbbfleet.alerts.action.ActionCall.drainAndRestart;
import static org.bbbfleet.alerts.action.ActionCall.endOrphanConferences;
import static org.bbbfleet.alerts.action.ActionCall.endStuckSoffice;
import static org.bbbfleet.alerts.action.ActionCall.nudgeSofficeParents;
import static org.bbbfleet.alerts.action.ActionCall.restartFreeSwitchWhenEmpty;
import static org.bbbfleet.alerts.action.ActionCall.restartSofficeParents;
import static org.bbbfleet.alerts.action.ActionCall.restartUnit;
import static org.bbbfleet.alerts.action.ActionCall.startProfile;
import static org.bbbfleet.provisioning.resource.Resources.restart;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.allowed;
import static org.bbbfleet.provisioning.role.Watched.exporter;
import static org.bbbfleet.provisioning.role.Watched.published;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.bbb.BbbRules;
import org.bbbfleet.alerts.rules.bbbservices.ServicesRules;
import org.bbbfleet.alerts.rules.freeswitch.FreeSwitchCallRules;
import org.bbbfleet.alerts.rules.freeswitch.FreeSwitchRules;
import org.bbbfleet.alerts.rules.recordings.RecordingsRules;
import org.bbbfleet.alerts.rules.soffice.SofficeRules;
import org.bbbfleet.provisioning.facts.HostSize;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.agent.AgentRole;

/** A BigBlueButton server, as far as we watch and mend it; installing it is yet to come. */
@AutoService(Role.class)
public final class BigBlueButtonRole implements Role {
  /** Three attempts of 60 s and a margin: nothing that converts is older. */
  private static final long LONGEST_CONVERSION_SECONDS = 300;

  /** Leaves the findings of bbb-conf --check where the agent reads them. */
  private static final String CHECK = "/usr/local/sbin/bbb-fleet-check";

  private static final String CHECK_TIMER = "bbb-fleet-check.timer";

  /**
   * How long FreeSWITCH may take to be empty by itself, and a whole server without new meetings.
   */
  private static final String EMPTY = "15m";

  private static final String DRAIN = "3h";

  /** On top of the alert's own ten: all the time asked again and again. */
  private static final int ORPHAN_MINUTES = 2;

  // Those that BigBlueButton 2.7 and 3.0 have in common.
  private static final List<String> UNITS =
      List.of(
          "bbb-apps-akka.service",
          "bbb-fsesl-akka.service",
          "bbb-web.service",
          "bbb-webrtc-sfu.service",
          "freeswitch.service",
          "nginx.service",
          "redis-server.service");

  // A server by itself may be for a class; behind a balancer it is for a school.
  private static final HostSize ALONE = HostSize.of(1, 4, 20);
  private static final HostSize SHARDED = HostSize.of(4, 8, 50);

  private static final Variable<String> NAME =
      Variable.domain(
          "bigbluebutton_fqdn",
          "the name under which users reach the server; it is probed when it is set");
  private static final Variable<List<String>> EXPECTED_UNITS =
      Variable.units("bigbluebutton_units", "units that must run")
          .byDefault(UNITS, "those that BigBlueButton 2.7 and 3.0 have in common");

  @Override
  public String name() {
    return "bigbluebutton";
  }

  @Override
  public List<String> groups() {
    return List.of("bbb", "bigbluebutton");
  }

  @Override
  public List<Variable<?>> variables() {
    return List.of(NAME, EXPECTED_UNITS);
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(SofficeRules.DEFUNCT)
            // A parent that wakes up reaps at once.
            .step(nudgeSofficeParents(), Mode.AUTO, Duration.ofSeconds(15))
            .then(restartSofficeParents())
            // What is left belongs to bbb-web, which may only be restarted without meetings.
            .then(drainAndRestart(DRAIN))
            .thenAPerson(),
        Policy.on(SofficeRules.STUCK)
            .first(endStuckSoffice(LONGEST_CONVERSION_SECONDS))
            .thenAPerson(),
        Policy.on(SofficeRules.UNINTERRUPTIBLE)
            .onlyAPerson("no signal ends a process that waits in the kernel; mend the storage"),
        Policy.on(SofficeRules.OVER_MEMORY)
            .onlyAPerson(
                "a conversion ends or gets stuck within minutes; a service is its admin's"),
        // Its container ends with the soffice.bin in it; one that is empty is left to a person.
        Policy.on(SofficeRules.ORPHAN_CONTAINER)
            .first(endStuckSoffice(LONGEST_CONVERSION_SECONDS))
            .thenAPerson(),
        Policy.on(SofficeRules.OOM_KILLED)
            .onlyAPerson("the kernel has acted; how much memory a conversion gets is a choice"),
        Policy.on(SofficeRules.SLOTS_FULL)
            .onlyAPerson("what hangs is ended by its own alert; the rest are people's documents"),
        // Mute, it does not tell whether anybody is in it.
        Policy.on(FreeSwitchRules.MUTE)
            .step(
                restartUnit(FreeSwitchRules.UNIT), Mode.AUTO_IF_NO_MEETING, Duration.ofSeconds(60))
            .then(drainAndRestart(DRAIN))
            .thenAPerson(),
        Policy.on(FreeSwitchRules.SESSIONS_WARNING)
            .onlyAPerson("where meetings go is the balancer's and its admin's decision"),
        Policy.on(FreeSwitchRules.SESSIONS_CRITICAL)
            .onlyAPerson("where meetings go is the balancer's and its admin's decision"),
        Policy.on(FreeSwitchRules.REFUSES_CALLS)
            .onlyAPerson("whoever paused or ends FreeSWITCH did so on purpose; calls go on"),
        Policy.on(FreeSwitchRules.EVENTS_STALLED)
            .step(restartFreeSwitchWhenEmpty(EMPTY), Mode.AUTO, Duration.ofSeconds(60))
            .then(drainAndRestart(DRAIN))
            .thenAPerson(),
        Policy.on(FreeSwitchCallRules.PROFILE_DOWN)
            .first(startProfile())
            .step(restartFreeSwitchWhenEmpty(EMPTY), Mode.AUTO, Duration.ofSeconds(60))
            .then(drainAndRestart(DRAIN))
            .thenAPerson(),
        Policy.on(FreeSwitchCallRules.GATEWAY_DOWN)
            .onlyAPerson("the provider or our account there must be mended"),
        Policy.on(FreeSwitchCallRules.CALLS_REFUSED)
            .onlyAPerson("the limit of sessions per second is its admin's decision"),
        Policy.on(FreeSwitchCallRules.MEETINGS_WITHOUT_AUDIO)
            .onlyAPerson("every remedy takes the audio of meetings that have it"),
        // People may still be talking in it: a person is asked.
        Policy.on(FreeSwitchCallRules.ORPHANED_CONFERENCES)
            .first(endOrphanConferences(ORPHAN_MINUTES))
            .thenAPerson(),
        Policy.on(FreeSwitchCallRules.POOR_SOUND)
            .onlyAPerson("where meetings go is the balancer's and its admin's decision"),
        Policy.on(BbbRules.DOWN)
            .onlyAPerson("restarting bbb-web forgets running meetings, and the cause is not known"),
        Policy.on(BbbRules.SLOW).onlyAPerson("slowness has many causes, and a restart hurts more"),
        Policy.on(ServicesRules.HELPER_DOWN)
            .onlyAPerson("meetings go on without it, and why it ended must be read first"),
        Policy.on(ServicesRules.RESTARTS)
            .onlyAPerson("systemd restarts it already, and that does not help"),
        Policy.on(ServicesRules.CHECK)
            .onlyAPerson("what the check finds is configuration, which only an admin changes"),
        Policy.on(ServicesRules.SFU_CRASHED)
            .onlyAPerson("the SFU has replaced the worker already; a restart ends all media"),
        Policy.on(RecordingsRules.UNKNOWN)
            .onlyAPerson("the agent lacks access, or the server is too slow"),
        Policy.on(RecordingsRules.WAIT)
            .onlyAPerson("only looking tells a long queue from a worker that hangs"),
        Policy.on(RecordingsRules.FAILED)
            .onlyAPerson("rebuilding before the cause is mended fails again"));
  }

  @Override
  public List<Watched.Published> publishes(HostView host) {
    String name = host.get(NAME);
    return name.isEmpty()
        ? List.of()
        : List.of(published("https://" + name + "/bigbluebutton/api", "http_bbb"));
  }

  @Override
  public int minServing() {
    return 1;
  }

  @Override
  public Optional<HostSize> minimum(Placement placement) {
    return Optional.of(placement.hostsOf(name()).size() > 1 ? SHARDED : ALONE);
  }

  @Override
  public Declaration on(HostView host) {
    return role("bigbluebutton")
        .needs(
            host.template(CHECK, this, "bbb-fleet-check.sh.j2", Map.of()).mode("0755"),
            host.template(
                "/etc/systemd/system/bbb-fleet-check.service",
                this,
                "bbb-fleet-check.service.j2",
                Map.of("agent", AgentRole.USER)),
            host.template(
                    "/etc/systemd/system/" + CHECK_TIMER,
                    this,
                    "bbb-fleet-check.timer.j2",
                    Map.of())
                .then(restart(CHECK_TIMER)),
            unit(CHECK_TIMER))
        .watchedBy(
            exporter("bbb"),
            exporter("bbbservices"),
            exporter("recordings"),
            exporter("freeswitch"),
            exporter("soffice"),
            Watched.unit(CHECK_TIMER),
            allowed("bbb", "restart"),
            allowed("bbb", "reboot"),
            allowed("freeswitch", "restart"),
            allowed("freeswitch", "end-conference"),
            allowed("freeswitch", "drop-channel"),
            allowed("freeswitch", "rescan"))
        .watchedBy(host.get(EXPECTED_UNITS).stream().map(Watched::unit).toArray(Watched[]::new));
  }
}
